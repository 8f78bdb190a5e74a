namespace Starling.Cli.Display;

/// <summary>Small pictures made of characters.</summary>
internal static class Bars
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const string AsciiLevels = "_.-=+*#@";

    /// <summary>A curve in one line: eight levels from the smallest value to the largest, thinned to <paramref name="width"/>.</summary>
    /// <param name="values">The values, oldest first; finite.</param>
    /// <param name="width">The largest number of characters.</param>
    /// <param name="unicode">Whether the terminal has block characters.</param>
    public static string Curve(IReadOnlyList<double> values, int width, bool unicode)
    {
        if (values.Count == 0)
            return "";

        int length = Math.Min(width, values.Count);
        double smallest = values.Min();
        double range = values.Max() - smallest;
        return string.Create(length, (values, smallest, range, unicode), static (text, state) =>
        {
            for (int i = 0; i < text.Length; i++)
            {
                int from = (int)((long)i * state.values.Count / text.Length);
                int to = (int)((long)(i + 1) * state.values.Count / text.Length);
                double sum = 0.0;
                for (int j = from; j < to; j++)
                    sum += state.values[j];
                double share = state.range > 0 ? ((sum / (to - from)) - state.smallest) / state.range : 0.5;
                text[i] = Level(share, state.unicode);
            }
        });
    }

    /// <summary>A column a value, from zero to <paramref name="largest"/>; a value of zero is a gap.</summary>
    /// <param name="values">The values, not negative.</param>
    /// <param name="largest">What a full column stands for.</param>
    /// <param name="unicode">Whether the terminal has block characters.</param>
    public static string Columns(IReadOnlyList<int> values, int largest, bool unicode) =>
        string.Concat(values.Select(value => value == 0 ? ' ' : Level((double)value / Math.Max(1, largest), unicode)));

    /// <summary>A horizontal bar of a fixed width.</summary>
    /// <param name="share">How much of it is full, 0 to 1.</param>
    /// <param name="width">Characters.</param>
    /// <param name="unicode">Whether the terminal has line characters.</param>
    public static (string Full, string Empty) Line(double share, int width, bool unicode)
    {
        int full = (int)Math.Round(Math.Clamp(share, 0.0, 1.0) * width);
        return (new string(unicode ? '━' : '#', full), new string(unicode ? '─' : '-', width - full));
    }

    private static char Level(double share, bool unicode)
    {
        string levels = unicode ? Blocks : AsciiLevels;
        return levels[Math.Clamp((int)(share * levels.Length), 0, levels.Length - 1)];
    }
}
