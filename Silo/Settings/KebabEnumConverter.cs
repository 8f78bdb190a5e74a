using System.ComponentModel;
using System.Globalization;

namespace Starling.Silo.Settings;

/// <summary>Reads the names of an enumeration as job files write names, <c>azure-blob</c>, and as the code does, <c>AzureBlob</c>.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
internal sealed class KebabEnumConverter<TEnum>() : EnumConverter(typeof(TEnum))
    where TEnum : struct, Enum
{
    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value)
    {
        if (value is not string text)
            return base.ConvertFrom(context, culture, value);

        // A number names a value too, as far as the framework goes; here only names do.
        string name = text.Replace("-", "", StringComparison.Ordinal);
        return Enum.GetNames<TEnum>().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<TEnum>(found)
            : throw new FormatException($"'{text}' is none of {string.Join(", ", Enum.GetNames<TEnum>().Select(Kebab))}.");
    }

    // PostgreSQL is one word.
    private static string Kebab(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"))
            .Replace("-sql", "sql", StringComparison.Ordinal);
}
