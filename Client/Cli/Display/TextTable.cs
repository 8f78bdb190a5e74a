using Spectre.Console;
using Starling.Cli.Hosting;

namespace Starling.Cli.Display;

/// <summary>
/// Rows of text in columns. On a terminal the heads are muted and the widest column gives way where the window is narrow; in a
/// pipe nothing is cut.
/// </summary>
internal sealed class TextTable(params IReadOnlyList<string> heads)
{
    private const int Gap = 2;
    private const int Narrowest = 8;

    private readonly List<IReadOnlyList<string>> rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A text a column.</param>
    public void Add(params IReadOnlyList<string> cells) => rows.Add(cells);

    /// <summary>Prints the table. Columns in which no row has anything are left out.</summary>
    public void WriteTo(ICliHost host)
    {
        int[] columns = [.. Enumerable.Range(0, heads.Count).Where(column => rows.Exists(row => row[column].Length > 0))];
        int[] widths = [.. columns.Select(column => rows.Max(row => Math.Max(heads[column].Length, row[column].Length)))];
        if (host.IsInteractive)
            Shrink(widths, host.Console.Profile.Width - 1);

        string head = Line(heads, columns, widths);
        if (host.IsInteractive)
        {
            host.Console.Write(new Text(head, Styles.Muted));
            host.Console.WriteLine();
        }
        else
        {
            host.Output.WriteLine(head);
        }

        foreach (IReadOnlyList<string> row in rows)
            host.Output.WriteLine(Line(row, columns, widths));
    }

    private static void Shrink(int[] widths, int room)
    {
        int excess = widths.Sum() + (Gap * (widths.Length - 1)) - room;
        while (excess > 0 && widths.Max() is var widest and > Narrowest)
        {
            widths[Array.IndexOf(widths, widest)]--;
            excess--;
        }
    }

    private static string Line(IReadOnlyList<string> cells, int[] columns, int[] widths) => string.Join(
        new string(' ', Gap),
        columns.Select((column, i) => Cut(cells[column], widths[i]).PadRight(widths[i]))).TrimEnd();

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + "…";
}
