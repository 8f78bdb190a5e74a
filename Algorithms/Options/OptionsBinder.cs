using System.Collections.Immutable;
using System.Reflection;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Options;

/// <summary>What binding gave: the options, or everything that is wrong with them.</summary>
/// <param name="Value">The options; null where there are issues.</param>
/// <param name="Issues">All issues, in the order of the record's fields.</param>
/// <typeparam name="T">The record.</typeparam>
public sealed record OptionsBinding<T>(T? Value, IReadOnlyList<LocatedIssue> Issues)
    where T : class;

/// <summary>
/// Makes an options record of what was written. It never stops at the first mistake: each is reported with its path, its
/// place, and what would be valid. The record's own <see cref="ICheckedOptions.Check"/> is asked once its fields are valid.
/// </summary>
public sealed class OptionsBinder
{
    private const string Kind = "kind";

    private readonly PartTables tables;
    private readonly OptionsShape root;
    private readonly List<LocatedIssue> issues = [];

    private OptionsBinder(PartTables tables, Type root)
    {
        this.tables = tables;
        this.root = OptionsShape.Of(root);
    }

    /// <summary>Binds a map to a record.</summary>
    /// <param name="node">What was written.</param>
    /// <param name="tables">The kinds of the parts.</param>
    /// <typeparam name="T">A record with a public parameterless constructor.</typeparam>
    public static OptionsBinding<T> Bind<T>(OptionsNode node, PartTables tables)
        where T : class
    {
        var binder = new OptionsBinder(tables, typeof(T));
        object? value = binder.BindSection(node, OptionsType.Of(typeof(T)), string.Empty);
        return new OptionsBinding<T>(binder.issues.Count == 0 ? (T?)value : null, binder.issues);
    }

    /// <summary>The sentence about a name that is none of those it could be.</summary>
    internal static string UnknownName(string name, IReadOnlyList<string> names) =>
        $"There is no '{name}' here{DidYouMean(name, names) ?? "."} Valid: {string.Join(", ", names)}.";

    private static string? DidYouMean(string name, IEnumerable<string> names) =>
        OptionNames.Nearest(name, names) is { } nearest ? $"; did you mean '{nearest}'?" : null;

    private object? Bind(OptionsNode node, OptionsType type, string path)
    {
        switch (type.Form)
        {
            case OptionsForm.Part:
                return BindPart(node, type, path);
            case OptionsForm.Section:
                return BindSection(node, type, path);
            case OptionsForm.List:
                return BindList(node, type, path);
            case OptionsForm.Texts:
                return BindTexts(node, type, path);
            default:
                if (node is not OptionsScalar scalar)
                    return WrongType(node, type, path);

                if (ScalarReader.Read(scalar, type, out object? value) is not var (error, message))
                    return value;

                Report(error, path, message, node.Mark);
                return null;
        }
    }

    private object? BindSection(OptionsNode node, OptionsType type, string path) => node is OptionsMap map
        ? BindRecord(map, type.ClrType, path, isPart: false)
        : WrongType(node, type, path);

    private object? BindPart(OptionsNode node, OptionsType type, string path)
    {
        // A bare name is a kind with all its defaults.
        OptionsMap? map = node switch
        {
            OptionsMap written => written,
            OptionsScalar { IsNull: false } => new OptionsMap([new OptionsField(Kind, node, node.Mark)], node.Mark),
            _ => null,
        };
        if (map is null)
            return WrongType(node, type, path);

        string[] kinds = [.. tables.Of(type.ClrType).Entries.Select(entry => entry.Kind)];
        if (map.Find(Kind) is not { } field)
        {
            Report(ErrorCatalog.MissingField, path, $"A kind is required, one of {string.Join(", ", kinds)}.", map.Mark);
            return null;
        }

        string? kind = (field.Value as OptionsScalar)?.Text;
        if (tables.Of(type.ClrType).Entries.FirstOrDefault(entry => entry.Kind == kind) is { } entry)
            return BindRecord(map, entry.OptionsType, path, isPart: true);

        string kindPath = node is OptionsMap ? OptionNames.Join(path, Kind) : path;
        Report(ErrorCatalog.UnknownKind, kindPath, UnknownName(kind ?? ScalarReader.Describe(field.Value), kinds), field.Value.Mark);
        return null;
    }

    private object BindRecord(OptionsMap map, Type recordType, string path, bool isPart)
    {
        int issuesBefore = issues.Count;
        var shape = OptionsShape.Of(recordType);
        object record = shape.CreateInstance();
        RefuseDuplicates(map, path);
        RefuseUnknownFields(map, shape, path, isPart);
        foreach (OptionsProperty property in shape.Properties)
            BindProperty(map, property, record, OptionNames.Join(path, property.Name));

        if (issues.Count == issuesBefore && record is ICheckedOptions options)
        {
            foreach (OptionIssue issue in options.Check())
                Report(issue.Error, OptionNames.Join(path, issue.Path), issue.Message, map.Locate(issue.Path));
        }

        return record;
    }

    private void BindProperty(OptionsMap map, OptionsProperty property, object record, string path)
    {
        OptionsField? field = map.Find(property.Name);
        bool isNothing = field?.Value is OptionsScalar { IsNull: true };
        if (field is null || (isNothing && !property.AllowsNull))
        {
            if (property.IsRequired)
                Report(ErrorCatalog.MissingField, path, Required(property), field?.Mark ?? map.Mark);

            return;
        }

        object? value = isNothing ? null : Bind(field.Value, property.Type, path);
        if (value is not null || isNothing)
            property.Property.SetValue(record, value);
    }

    private string Required(OptionsProperty property)
    {
        string valid = property.Type.Form == OptionsForm.Part
            ? $"one of {string.Join(", ", tables.Of(property.Type.ClrType).Entries.Select(entry => entry.Kind))}"
            : property.Type.Describe();
        string? meaning = XmlDocumentation.Summary(property.Property);
        return $"This is required: {valid}.{(meaning is null ? "" : $" It is: {meaning}")}";
    }

    private object? BindList(OptionsNode node, OptionsType type, string path)
    {
        // One part stands for a list of one.
        if (type.Element!.Form == OptionsForm.Part && node is OptionsMap or OptionsScalar { IsNull: false })
            node = new OptionsList([node], node.Mark);

        if (node is not OptionsList list)
            return WrongType(node, type, path);

        if (!type.Allows(list.Items.Length))
            Report(ErrorCatalog.OutOfRange, path, $"This must be {type.Describe()}; it has {list.Items.Length}.", node.Mark);

        object?[] items = [.. list.Items.Select((item, i) => Bind(item, type.Element, $"{path}[{i}]"))];
        return Array.TrueForAll(items, item => item is not null) ? ToList(type, items) : null;
    }

    private object? BindTexts(OptionsNode node, OptionsType type, string path)
    {
        if (node is not OptionsMap map)
            return WrongType(node, type, path);

        RefuseDuplicates(map, path);
        var texts = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (OptionsField field in map.Fields)
        {
            if (field.Value is OptionsScalar { IsNull: false } text)
                texts[field.Name] = text.Text;
            else
                Report(ErrorCatalog.WrongType, OptionNames.Join(path, field.Name), $"This must be a text, not {ScalarReader.Describe(field.Value)}.", field.Mark);
        }

        return texts.ToImmutable();
    }

    private void RefuseDuplicates(OptionsMap map, string path)
    {
        foreach (IGrouping<string, OptionsField> same in map.Fields.GroupBy(field => field.Name, StringComparer.Ordinal))
        {
            foreach (OptionsField again in same.Skip(1))
                Report(ErrorCatalog.DuplicateField, OptionNames.Join(path, again.Name), $"This stands already at {same.First().Mark}.", again.Mark);
        }
    }

    private void RefuseUnknownFields(OptionsMap map, OptionsShape shape, string path, bool isPart)
    {
        string[] names = [.. isPart ? [Kind] : Array.Empty<string>(), .. shape.Properties.Select(property => property.Name)];
        foreach (OptionsField field in map.Fields.Where(field => !names.Contains(field.Name)))
        {
            string hint = DidYouMean(field.Name, names) ?? HomeOf(field.Name) ?? ".";
            string valid = names.Length == 0 ? "nothing" : string.Join(", ", names);
            Report(ErrorCatalog.UnknownField, OptionNames.Join(path, field.Name), $"There is no such field here{hint} Valid: {valid}.", field.Mark);
        }
    }

    /// <summary>Where the root has a field of this name: a person may have misplaced it.</summary>
    private string? HomeOf(string name)
    {
        if (root.Properties.Any(property => property.Name == name))
            return "; it belongs to the top level.";

        return root.Properties.FirstOrDefault(property => property.Type.Form == OptionsForm.Section
            && OptionsShape.Of(property.Type.ClrType).Properties.Any(inner => inner.Name == name)) is { } section
            ? $"; it belongs to '{section.Name}'."
            : null;
    }

    private object? WrongType(OptionsNode node, OptionsType type, string path)
    {
        Report(ErrorCatalog.WrongType, path, $"This must be {type.Describe()}, not {ScalarReader.Describe(node)}.", node.Mark);
        return null;
    }

    private void Report(ErrorEntry error, string path, string message, OptionsMark mark) =>
        issues.Add(new LocatedIssue(error, path, message, mark));

    private static object ToList(OptionsType type, object?[] items)
    {
        var array = Array.CreateInstance(type.Element!.ClrType, items.Length);
        Array.Copy(items, array, items.Length);
        return type.ClrType.IsArray
            ? array
            : typeof(OptionsBinder).GetMethod(nameof(Freeze), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type.Element.ClrType).Invoke(null, [array])!;
    }

    private static ImmutableArray<T> Freeze<T>(T[] array) => [.. array];
}
