using System.Globalization;
using System.Text.RegularExpressions;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Options;

/// <summary>
/// Reads single values as YAML 1.2's core schema and JSON write them. Nothing is rounded or cut off silently: 2.5 is no whole
/// number, 1e999 and NaN are no numbers; 1e3 is the whole number 1000.
/// </summary>
internal static partial class ScalarReader
{
    /// <summary>More digits than this would be rounded while reading a whole number; no type of ours has as many.</summary>
    private const int MostIntegerCharacters = 28;

    /// <summary>Reads a value; returns what is wrong with it, or null.</summary>
    /// <param name="scalar">What was written.</param>
    /// <param name="type">What is wanted: any form of a single value.</param>
    /// <param name="value">The value, of the type in the code.</param>
    public static (ErrorEntry Error, string Message)? Read(OptionsScalar scalar, OptionsType type, out object? value)
    {
        value = type.Form switch
        {
            OptionsForm.Boolean => ReadBoolean(scalar),
            OptionsForm.Integer => Fit(ReadWhole(scalar), type.ClrType),
            OptionsForm.Number => ReadNumber(scalar),
            OptionsForm.Choice => ReadChoice(scalar, type),
            OptionsForm.Text when !scalar.IsNull => scalar.Text,
            _ => null,
        };
        return value switch
        {
            null when type.Form == OptionsForm.Choice => (ErrorCatalog.UnknownKind, OptionsBinder.UnknownName(scalar.Text, [.. type.Choices])),
            null when type.Form == OptionsForm.Integer && ReadWhole(scalar) is not null =>
                (ErrorCatalog.OutOfRange, $"This must be {type.Describe()}; {scalar.Text} is beyond what it can hold."),
            null => (ErrorCatalog.WrongType, $"This must be {type.Describe()}, not {Describe(scalar)}."),
            double number when !double.IsFinite(number) =>
                (ErrorCatalog.OutOfRange, $"This must be a finite number; {scalar.Text} is not."),
            string text when !type.Allows(text.Length) || type.Pattern?.IsValid(text) == false =>
                (ErrorCatalog.OutOfRange, $"This must be {type.Describe()}, not '{text}'."),
            not string and not bool when !IsWithin(value, type) =>
                (ErrorCatalog.OutOfRange, $"This must be {type.Describe()}, not {scalar.Text}."),
            _ => null,
        };
    }

    /// <summary>What a person wrote instead, in words.</summary>
    public static string Describe(OptionsNode node) => node switch
    {
        OptionsMap => "a map",
        OptionsList => "a list",
        OptionsScalar { IsNull: true } => "nothing",
        OptionsScalar { Quoted: true } text => $"the text '{text.Text}'",
        OptionsScalar scalar => $"'{scalar.Text}'",
        _ => "this",
    };

    private static object? ReadBoolean(OptionsScalar scalar) => scalar switch
    {
        { Quoted: false, Text: "true" } => true,
        { Quoted: false, Text: "false" } => false,
        _ => null,
    };

    /// <summary>A whole number, exactly; 1e-30 is none, though a decimal would make 0 of it.</summary>
    private static decimal? ReadWhole(OptionsScalar scalar) =>
        !scalar.Quoted && scalar.Text.Length <= MostIntegerCharacters && NumberForm().IsMatch(scalar.Text)
        && decimal.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
        && number == decimal.Truncate(number)
        && (number != 0 || ReadNumber(scalar) == 0)
            ? number
            : null;

    private static object? Fit(decimal? number, Type type) => number switch
    {
        >= int.MinValue and <= int.MaxValue when type == typeof(int) => (int)number,
        >= long.MinValue and <= long.MaxValue when type == typeof(long) => (long)number,
        >= ulong.MinValue and <= ulong.MaxValue when type == typeof(ulong) => (ulong)number,
        _ => null,
    };

    private static double? ReadNumber(OptionsScalar scalar) => scalar switch
    {
        { Quoted: true } => null,
        _ when NotFiniteForm().IsMatch(scalar.Text) => double.NaN,
        _ when NumberForm().IsMatch(scalar.Text) => double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static object? ReadChoice(OptionsScalar scalar, OptionsType type)
    {
        string? name = Enum.GetNames(type.ClrType).FirstOrDefault(candidate => OptionNames.Kebab(candidate) == scalar.Text);
        return name is null ? null : Enum.Parse(type.ClrType, name);
    }

    private static bool IsWithin(object? value, OptionsType type)
    {
        if (type.Form is not (OptionsForm.Integer or OptionsForm.Number))
            return true;

        double number = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return !(type.Least is { } least && (least.IsExcluded ? number <= least.Value : number < least.Value))
            && !(type.Greatest is { } greatest && (greatest.IsExcluded ? number >= greatest.Value : number > greatest.Value));
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NumberForm();

    [GeneratedRegex(@"^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotFiniteForm();
}
