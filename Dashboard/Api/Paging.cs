using System.Globalization;

namespace Starling.Dashboard.Api;

/// <summary>Numbers in queries.</summary>
internal static class Paging
{
    /// <summary>The largest page.</summary>
    public const int Largest = 500;

    private const int Default = 50;

    /// <summary>How many items are wanted.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0901: not a number from 1 to 500.</exception>
    public static int Limit(string? text)
    {
        if (text is null)
            return Default;

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= Largest
            ? limit
            : throw ApiCaller.Invalid($"'limit' is '{text}'; it must be from 1 to {Text(Largest)}.");
    }

    /// <summary>A number from 0.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0901: it is none.</exception>
    public static long Number(string name, string? text, long missing)
    {
        if (text is null)
            return missing;

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number < long.MaxValue
            ? number
            : throw ApiCaller.Invalid($"'{name}' is '{text}'; it must be a whole number from 0.");
    }

    /// <summary>A number as text.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
