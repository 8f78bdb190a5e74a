using Spectre.Console;

namespace Starling.Cli.Display;

/// <summary>
/// The few styles of the terminal. They come from the terminal's own palette, so that they suit a light and a dark background;
/// none of them says anything that words do not.
/// </summary>
internal static class Styles
{
    /// <summary>Names, hints, what is not yet done.</summary>
    public static Style Muted { get; } = new(decoration: Decoration.Dim);

    /// <summary>Progress and curves.</summary>
    public static Style Accent { get; } = new(Color.Teal);

    /// <summary>Warnings.</summary>
    public static Style Warning { get; } = new(Color.Olive);
}
