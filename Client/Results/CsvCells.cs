using System.Globalization;

namespace Starling.Client.Results;

/// <summary>The cells of a line of a table with a header.</summary>
/// <param name="names">The header.</param>
/// <param name="cells">As many cells.</param>
/// <param name="line">The number of the line, for messages.</param>
internal sealed class CsvCells(string[] names, string[] cells, int line)
{
    /// <summary>A number; null where the cell is empty or the column is not there.</summary>
    /// <exception cref="FormatException">It is not a number.</exception>
    public double? Number(string name) => Text(name) is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Bad(name, text, "a number");

    /// <summary>A whole number that is not negative; null where the cell is empty or the column is not there.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public long? Whole(string name) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw Bad(name, text, "a whole number");

    private string? Text(string name) => Array.IndexOf(names, name) is var place and >= 0 && cells[place].Length > 0 ? cells[place] : null;

    private FormatException Bad(string name, string text, string wanted) =>
        new(string.Create(CultureInfo.InvariantCulture, $"line {line} has '{text}' in the column {name}, which is not {wanted}"));
}
