using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Starling.Algorithms.Options;

/// <summary>The forms that a value can have in a job file.</summary>
public enum OptionsForm
{
    /// <summary>true or false.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>Any text.</summary>
    Text,

    /// <summary>One of the names of an enum, in kebab-case.</summary>
    Choice,

    /// <summary>A list of values of one type.</summary>
    List,

    /// <summary>Free names with a text each.</summary>
    Texts,

    /// <summary>A record with fields of its own.</summary>
    Section,

    /// <summary>A record chosen by <c>kind</c> from a part table.</summary>
    Part,
}

/// <summary>What values a field takes: its form, its type in the code, and its limits.</summary>
public sealed record OptionsType
{
    private OptionsType(OptionsForm form, Type clrType)
    {
        Form = form;
        ClrType = clrType;
    }

    /// <summary>The form.</summary>
    public OptionsForm Form { get; }

    /// <summary>The type in the code, without its nullability.</summary>
    public Type ClrType { get; }

    /// <summary>The type of the elements of a list.</summary>
    public OptionsType? Element { get; private init; }

    /// <summary>The least number and whether it is itself excluded; of the elements, where the field is a list of numbers.</summary>
    public OptionsBound? Least { get; private init; }

    /// <summary>The greatest number and whether it is itself excluded.</summary>
    public OptionsBound? Greatest { get; private init; }

    /// <summary>The fewest elements of a list, or characters of a text.</summary>
    public int Shortest { get; private init; }

    /// <summary>The most elements of a list, or characters of a text.</summary>
    public int Longest { get; private init; } = int.MaxValue;

    /// <summary>The regular expression of a text; its error message says in words what it asks for.</summary>
    public RegularExpressionAttribute? Pattern { get; private init; }

    /// <summary>The names of a choice.</summary>
    public IEnumerable<string> Choices => Enum.GetNames(ClrType).Select(OptionNames.Kebab);

    /// <summary>Finds out what values a property takes.</summary>
    /// <param name="type">The property's type.</param>
    /// <param name="attributes">Its limits: Range, MinLength, StringLength, Required (not empty) and RegularExpression are known.</param>
    /// <exception cref="NotSupportedException">A type or a limit that job files do not know.</exception>
    public static OptionsType Of(Type type, params IEnumerable<ValidationAttribute> attributes)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        Type? element = ElementOf(type);
        var result = new OptionsType(FormOf(type, element), type)
        {
            // A range of a list is the range of its elements.
            Element = element is null ? null : Of(element, attributes.OfType<RangeAttribute>()),
            Least = type == typeof(ulong) ? new OptionsBound(0, IsExcluded: false) : null,
        };
        return attributes.Aggregate(result, static (limited, attribute) => attribute switch
        {
            RangeAttribute range => limited with
            {
                Least = OptionsBound.From(range.Minimum, range.MinimumIsExclusive),
                Greatest = OptionsBound.From(range.Maximum, range.MaximumIsExclusive),
            },
            MinLengthAttribute length => limited with { Shortest = length.Length },
            StringLengthAttribute length => limited with { Shortest = length.MinimumLength, Longest = length.MaximumLength },
            RegularExpressionAttribute pattern => limited with { Pattern = pattern },
            RequiredAttribute => limited with { Shortest = Math.Max(1, limited.Shortest) },
            _ => throw new NotSupportedException($"{attribute.GetType().Name} on {limited.ClrType.Name}: job files do not know this limit."),
        });
    }

    /// <summary>What would be valid, in words: <c>a number above 0, at most 1</c>.</summary>
    public string Describe() => Form switch
    {
        OptionsForm.Boolean => "true or false",
        OptionsForm.Integer => "a whole number" + Limits(),
        OptionsForm.Number => "a number" + Limits(),
        OptionsForm.Choice => $"one of {string.Join(", ", Choices)}",
        OptionsForm.List => $"a list{Lengths("element")}, each element {Element!.Describe()}",
        OptionsForm.Texts => "a map of names to texts",
        OptionsForm.Section => $"a map with fields of {string.Join(", ", OptionsShape.Of(ClrType).Properties.Select(field => field.Name))}",
        OptionsForm.Part => "a kind, or a map with a kind and its parameters",
        _ => Pattern is null ? $"a text{Lengths("character")}" : $"a text of {Pattern.ErrorMessage}",
    };

    /// <summary>Whether a list or a text of this length is allowed.</summary>
    internal bool Allows(int length) => length >= Shortest && length <= Longest;

    private string Lengths(string unit) => (Shortest, Longest) switch
    {
        (0, int.MaxValue) => string.Empty,
        (1, int.MaxValue) => " that is not empty",
        (_, int.MaxValue) => $" of at least {Shortest} {unit}s",
        (1, 1) => $" of one {unit}",
        _ => $" of {Shortest} to {Longest} {unit}s",
    };

    private string Limits() => (Least, Greatest) switch
    {
        ({ IsExcluded: false } least, { IsExcluded: false } greatest) => $" from {least} to {greatest}",
        ({ } least, { } greatest) => $" {least.InWords("above", "of at least")} and {greatest.InWords("below", "at most")}",
        ({ } least, null) => $" {least.InWords("above", "of at least")}",
        (null, { } greatest) => $" {greatest.InWords("below", "of at most")}",
        _ => string.Empty,
    };

    private static Type? ElementOf(Type type)
    {
        if (type.IsArray)
            return type.GetElementType();

        Type? generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        return generic == typeof(ImmutableArray<>) || generic == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;
    }

    private static OptionsForm FormOf(Type type, Type? element)
    {
        if (element is not null)
            return OptionsForm.List;

        if (type == typeof(bool))
            return OptionsForm.Boolean;

        if (type == typeof(int) || type == typeof(long) || type == typeof(ulong))
            return OptionsForm.Integer;

        if (type == typeof(double))
            return OptionsForm.Number;

        if (type == typeof(string))
            return OptionsForm.Text;

        if (type.IsEnum)
            return OptionsForm.Choice;

        if (type == typeof(ImmutableDictionary<string, string>) || type == typeof(IReadOnlyDictionary<string, string>))
            return OptionsForm.Texts;

        if (type.IsSubclassOf(typeof(PartOptions)) && type.IsAbstract)
            return OptionsForm.Part;

        return type.IsClass && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null
            ? OptionsForm.Section
            : throw new NotSupportedException($"{type.Name}: job files do not know values of this type.");
    }
}

/// <summary>One end of a range.</summary>
/// <param name="Value">The end.</param>
/// <param name="IsExcluded">Whether the end itself is outside.</param>
public readonly record struct OptionsBound(double Value, bool IsExcluded)
{
    /// <summary>The number alone.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number behind the word that fits.</summary>
    internal string InWords(string excluded, string included) => $"{(IsExcluded ? excluded : included)} {this}";

    /// <summary>The end as an attribute gives it; null where it is no limit at all.</summary>
    internal static OptionsBound? From(object end, bool isExcluded)
    {
        double value = Convert.ToDouble(end, CultureInfo.InvariantCulture);
        bool isLimit = Math.Abs(value) < double.MaxValue && value is not (int.MaxValue or int.MinValue or long.MaxValue or long.MinValue);
        return isLimit ? new OptionsBound(value, isExcluded) : null;
    }
}
