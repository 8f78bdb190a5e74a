using System.Collections;
using System.Collections.Immutable;
using System.Globalization;

namespace Starling.Algorithms.Options;

/// <summary>
/// The way back: options written out with every field, in one order, <c>kind</c> first. What the binder reads from it is equal.
/// Nothing is left out but what is nothing by default.
/// </summary>
public static class OptionsWriter
{
    /// <summary>Writes a record.</summary>
    /// <param name="options">The record.</param>
    /// <param name="tables">The kinds of the parts.</param>
    /// <typeparam name="T">Whose fields are written: the record's type or one it derives from.</typeparam>
    public static OptionsMap Write<T>(T options, PartTables tables)
        where T : class => WriteRecord(options, typeof(T), tables);

    /// <summary>
    /// Writes a field's default as shortly as a person would: a part that has all its defaults as its bare kind. Null where
    /// the field has none, or is a section whose own fields tell theirs.
    /// </summary>
    /// <param name="property">The field.</param>
    /// <param name="tables">The kinds of the parts.</param>
    public static OptionsNode? WriteDefault(OptionsProperty property, PartTables tables)
    {
        if (property.Default is not { } value)
            return null;

        bool isPlain = property.Type.Form is OptionsForm.Part or OptionsForm.Section
            && value.Equals(OptionsShape.Of(value.GetType()).CreateInstance());
        if (isPlain)
            return tables.TryKindOf(value, out string? kind) ? new OptionsScalar(kind, Quoted: true) : null;

        return WriteValue(value, property.Type, tables);
    }

    private static OptionsMap WriteRecord(object record, Type type, PartTables tables)
    {
        var fields = ImmutableArray.CreateBuilder<OptionsField>();
        if (tables.TryKindOf(record, out string? kind))
            fields.Add(new OptionsField("kind", new OptionsScalar(kind, Quoted: true)));

        foreach (OptionsProperty property in OptionsShape.Of(type).Properties)
        {
            object? value = property.Property.GetValue(record);
            if (value is not null || property.Default is not null)
                fields.Add(new OptionsField(property.Name, WriteValue(value, property.Type, tables)));
        }

        return new OptionsMap(fields.ToImmutable());
    }

    private static OptionsNode WriteValue(object? value, OptionsType type, PartTables tables) => (value, type.Form) switch
    {
        (null, _) => new OptionsScalar("null", Quoted: false),
        (bool boolean, _) => new OptionsScalar(boolean ? "true" : "false", Quoted: false),
        (string text, _) => new OptionsScalar(text, Quoted: true),
        (Enum choice, _) => new OptionsScalar(OptionNames.Kebab(choice.ToString()), Quoted: true),
        (IReadOnlyDictionary<string, string> texts, _) => new OptionsMap([.. texts.OrderBy(text => text.Key, StringComparer.Ordinal)
            .Select(text => new OptionsField(text.Key, new OptionsScalar(text.Value, Quoted: true)))]),
        (IEnumerable items, OptionsForm.List) => new OptionsList([.. items.Cast<object>().Select(item => WriteValue(item, type.Element!, tables))]),
        (_, OptionsForm.Part or OptionsForm.Section) => WriteRecord(value, value.GetType(), tables),
        (IFormattable number, _) => new OptionsScalar(number.ToString(null, CultureInfo.InvariantCulture), Quoted: false),
        _ => throw new NotSupportedException($"{value.GetType().Name} cannot stand in a job file."),
    };
}
