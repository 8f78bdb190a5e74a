using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Starling.Dashboard.Tests;

/// <summary>
/// Checks a value against the part of JSON Schema that the OpenAPI document uses; a keyword that it does not know is a mistake, so that nothing goes
/// unchecked. Objects may have no fields that the schema does not name.
/// </summary>
internal sealed class SchemaCheck(JsonObject document)
{
    private static readonly HashSet<string> Known =
        ["$ref", "type", "properties", "required", "items", "enum", "oneOf", "anyOf", "format", "pattern", "description", "additionalProperties", "default", "nullable"];

    /// <summary>The first mistake; null where there is none.</summary>
    public string? Find(JsonNode schema, JsonNode? value, string place)
    {
        if (schema is not JsonObject rules)
            return null;
        if (rules.FirstOrDefault(rule => !Known.Contains(rule.Key)).Key is { } unknown)
            return $"{place}: the schema has a keyword '{unknown}' that the test does not know";
        if (rules["$ref"] is { } reference)
            return Find(Resolve((string)reference!), value, place);
        if ((rules["oneOf"] ?? rules["anyOf"]) is JsonArray choices)
        {
            string?[] mistakes = [.. choices.Select(choice => Find(choice!, value, place))];
            return mistakes.Contains(null) ? null : mistakes[^1];
        }

        if (rules["type"] is { } type && !Types(type).Any(name => IsOfType(name, value)))
            return $"{place}: {value?.ToJsonString() ?? "null"} is not of type {type.ToJsonString()}";
        if (rules["enum"] is JsonArray values && !values.Any(known => JsonNode.DeepEquals(known, value)))
            return $"{place}: {value?.ToJsonString() ?? "null"} is none of {values.ToJsonString()}";
        if (rules["pattern"] is { } pattern && value?.GetValueKind() == JsonValueKind.String && !Regex.IsMatch((string)value!, (string)pattern!, RegexOptions.None, TimeSpan.FromSeconds(1)))
            return $"{place}: {value.ToJsonString()} does not match {pattern}";
        return value switch
        {
            JsonArray items when rules["items"] is { } each => items.Select((item, i) => Find(each, item, $"{place}[{i}]")).FirstOrDefault(mistake => mistake is not null),
            JsonObject fields when rules["properties"] is JsonObject properties => FindInFields(rules, properties, fields, place),
            _ => null,
        };
    }

    private static IEnumerable<string> Types(JsonNode type) => type is JsonArray several ? several.Select(name => (string)name!) : [(string)type!];

    private static bool IsOfType(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String)
            or ("number", JsonValueKind.Number) or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => !value!.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E'),
        _ => false,
    };

    private string? FindInFields(JsonObject rules, JsonObject properties, JsonObject fields, string place)
    {
        if (rules["required"] is JsonArray required && required.FirstOrDefault(name => !fields.ContainsKey((string)name!)) is { } missing)
            return $"{place}: '{missing}' is missing";

        foreach ((string name, JsonNode? value) in fields)
        {
            if (properties[name] is not { } schema)
                return $"{place}: the schema has no field '{name}'";
            if (Find(schema, value, $"{place}.{name}") is { } mistake)
                return mistake;
        }

        return null;
    }

    private JsonNode Resolve(string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)document, (node, name) => node[name]!);
}
