using System.Globalization;
using System.Text;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>Numbers in text files, and the words in which a bad one is refused.</summary>
internal static class DataText
{
    private const int LongestQuote = 40;

    /// <summary>Reads a finite number.</summary>
    /// <param name="text">The digits, without blanks around them.</param>
    /// <param name="file">The file, for the message.</param>
    /// <param name="line">The line, for the message.</param>
    /// <param name="field">What the number is, for the message: <c>feature 3</c>.</param>
    /// <exception cref="StarlingException">STAR0203: not a number. STAR0205: NaN or infinity.</exception>
    public static double Number(ReadOnlySpan<byte> text, string file, long line, string field) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? Finite(value, file, line, field)
            : throw NotANumber(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 4 * LongestQuote)]), file, line, field);

    /// <summary>A foreign text as it may stand in a message: short, and without control characters.</summary>
    public static string Quote(string text)
    {
        string shown = text.Length <= LongestQuote ? text : text[..LongestQuote] + "...";
        return "'" + string.Concat(shown.Select(letter => char.IsControl(letter) ? '?' : letter)) + "'";
    }

    /// <summary>Whether floats hold all these numbers exactly, so that half the memory does.</summary>
    public static bool FitSingle(ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if ((float)value != value)
                return false;
        }

        return true;
    }

    /// <summary>The numbers as floats.</summary>
    public static float[] ToSingle(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static double Finite(double value, string file, long line, string field) => double.IsFinite(value)
        ? value
        : throw new StarlingException(ErrorCatalog.DataNotFinite,
            $"{file}, line {line}: {field} is {value.ToString(CultureInfo.InvariantCulture)}; every value must be a finite "
            + "number.");

    private static StarlingException NotANumber(string text, string file, long line, string field) =>
        text.TrimStart('+', '-').Equals("inf", StringComparison.OrdinalIgnoreCase)
            ? new(ErrorCatalog.DataNotFinite, $"{file}, line {line}: {field} is {text}; every value must be a finite number.")
            : new(ErrorCatalog.DataCorrupted, $"{file}, line {line}: {field} is {Quote(text)}, which is not a number.");
}
