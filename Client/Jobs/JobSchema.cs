using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.Algorithms.Options;
using Starling.Algorithms.Runs;

namespace Starling.Client.Jobs;

/// <summary>
/// The JSON Schema (draft 2020-12) of job files, made of the records that the binder reads: their fields, defaults and ranges,
/// the kinds of their parts, and their documentation comments. <c>docs/job.schema.json</c> is what <see cref="Generate"/> gives.
/// </summary>
public sealed class JobSchema
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly PartTables tables;
    private readonly JsonObject definitions = [];

    private JobSchema(PartTables tables) => this.tables = tables;

    /// <summary>The schema, with a line break at its end.</summary>
    public static string Generate() => new JobSchema(RunParts.Tables).GenerateRoot().ToJsonString(Format) + "\n";

    private JsonObject GenerateRoot()
    {
        JsonObject job = Record(typeof(JobDefinition), kind: null);

        // Editors find the schema of a JSON file by this field; it means nothing else.
        job["properties"]![JobFile.SchemaField] = new JsonObject { ["type"] = "string" };

        // A file without a name is named after itself.
        Require(job, OptionsShape.Of(typeof(JobDefinition)).Properties.Where(property => property.Name != "name"));
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Starling job",
            ["description"] = XmlDocumentation.Summary(typeof(JobDefinition)),
        };
        foreach ((string key, JsonNode? value) in job)
            root[key] = value?.DeepClone();

        root["$defs"] = definitions;
        return root;
    }

    /// <summary>A map with the fields of a record and no others.</summary>
    private JsonObject Record(Type type, string? kind)
    {
        IReadOnlyList<OptionsProperty> fields = OptionsShape.Of(type).Properties;
        var properties = new JsonObject();
        if (kind is not null)
            properties["kind"] = new JsonObject { ["const"] = kind };

        foreach (OptionsProperty field in fields)
            properties[field.Name] = Field(field);

        var record = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        Require(record, fields, kind is null ? [] : ["kind"]);
        return record;
    }

    private static void Require(JsonObject record, IEnumerable<OptionsProperty> fields, params string[] names)
    {
        JsonNode?[] required = [.. names.Concat(fields.Where(field => field.IsRequired).Select(field => field.Name)).Select(name => JsonValue.Create(name))];
        record.Remove("required");
        if (required.Length > 0)
            record["required"] = new JsonArray(required);
    }

    private JsonObject Field(OptionsProperty field)
    {
        var schema = new JsonObject();
        if (XmlDocumentation.Summary(field.Property) is { } summary)
            schema["description"] = summary;

        foreach ((string key, JsonNode? value) in Value(field.Type))
            schema[key] = value?.DeepClone();

        if (OptionsWriter.WriteDefault(field, tables) is { } standard)
            schema["default"] = JsonNode.Parse(OptionsJson.Write(standard));

        return schema;
    }

    private JsonObject Value(OptionsType type)
    {
        switch (type.Form)
        {
            case OptionsForm.Boolean:
                return new JsonObject { ["type"] = "boolean" };
            case OptionsForm.Integer:
                return Limits(type, new JsonObject { ["type"] = "integer" });
            case OptionsForm.Number:
                return Limits(type, new JsonObject { ["type"] = "number" });
            case OptionsForm.Choice:
                return new JsonObject { ["oneOf"] = new JsonArray([.. Enum.GetNames(type.ClrType).Select(name => Choice(type.ClrType.GetField(name)!))]) };
            case OptionsForm.List:
                JsonObject items = Value(type.Element!);
                JsonObject list = Lengths(type, "Items", new JsonObject { ["type"] = "array", ["items"] = items });

                // One part stands for a list of one.
                return type.Element!.Form == OptionsForm.Part ? new JsonObject { ["oneOf"] = new JsonArray(list, items.DeepClone()) } : list;
            case OptionsForm.Texts:
                return new JsonObject
                {
                    ["type"] = "object",
                    ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
                };
            case OptionsForm.Section:
                return Record(type.ClrType, kind: null);
            case OptionsForm.Part:
                return new JsonObject { ["$ref"] = Part(type.ClrType) };
            default:
                JsonObject text = Lengths(type, "Length", new JsonObject { ["type"] = "string" });
                if (type.Pattern is { } pattern)
                    text["pattern"] = pattern.Pattern;

                return text;
        }
    }

    private static JsonObject Limits(OptionsType type, JsonObject schema)
    {
        if (type.Least is { } least)
            schema[least.IsExcluded ? "exclusiveMinimum" : "minimum"] = least.Value;

        if (type.Greatest is { } greatest)
            schema[greatest.IsExcluded ? "exclusiveMaximum" : "maximum"] = greatest.Value;

        return schema;
    }

    private static JsonObject Lengths(OptionsType type, string unit, JsonObject schema)
    {
        if (type.Shortest > 0)
            schema[$"min{unit}"] = type.Shortest;

        if (type.Longest < int.MaxValue)
            schema[$"max{unit}"] = type.Longest;

        return schema;
    }

    private static JsonObject Choice(FieldInfo value)
    {
        var choice = new JsonObject { ["const"] = OptionNames.Kebab(value.Name) };
        if (XmlDocumentation.Summary(value) is { } summary)
            choice["description"] = summary;

        return choice;
    }

    /// <summary>A part: one of its kinds with its parameters, or the bare name of one that requires none.</summary>
    private string Part(Type baseType)
    {
        string name = OptionNames.Camel(baseType.Name.Replace("Options", string.Empty, StringComparison.Ordinal));
        string reference = $"#/$defs/{name}";
        if (definitions.ContainsKey(name))
            return reference;

        // The place is taken before the kinds are written, since a kind may hold a part of the same table.
        var part = new JsonObject { ["description"] = XmlDocumentation.Summary(baseType) };
        definitions[name] = part;
        IReadOnlyList<PartEntry> entries = tables.Of(baseType).Entries;
        JsonNode?[] bare = [.. entries
            .Where(entry => !OptionsShape.Of(entry.OptionsType).Properties.Any(field => field.IsRequired))
            .Select(entry => JsonValue.Create(entry.Kind))];
        var forms = new JsonArray(new JsonObject { ["description"] = "A kind with all its defaults.", ["enum"] = new JsonArray(bare) });
        foreach (PartEntry entry in entries)
        {
            string kindName = $"{name}.{entry.Kind}";
            var kind = new JsonObject { ["title"] = entry.Kind, ["description"] = entry.Summary };
            definitions[kindName] = kind;
            foreach ((string key, JsonNode? value) in Record(entry.OptionsType, entry.Kind))
                kind[key] = value?.DeepClone();

            forms.Add(new JsonObject { ["$ref"] = $"#/$defs/{kindName}" });
        }

        part["oneOf"] = forms;
        return reference;
    }
}
