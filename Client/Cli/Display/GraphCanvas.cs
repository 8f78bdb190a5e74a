using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Layout;

namespace Starling.Cli.Display;

/// <summary>
/// A small graph in characters: edges in the dots of braille, eight a character, nodes as disks. Where the terminal has no such characters, edges
/// are full stops and nodes the letter o.
/// </summary>
internal sealed class GraphCanvas
{
    /// <summary>The most nodes that can be told apart.</summary>
    public const int MostNodes = 100;

    /// <summary>The most edges that are more than a stain.</summary>
    public const int MostEdges = 400;

    private const int CurvePieces = 16;
    private const char EmptyBraille = '\u2800';

    private static readonly int[] DotBits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

    private readonly int columns;
    private readonly int rows;
    private readonly int wide;
    private readonly int high;
    private readonly bool unicode;
    private readonly int[] cells;
    private readonly bool[] nodes;

    private GraphCanvas(int columns, int rows, bool unicode)
    {
        this.columns = columns;
        this.rows = rows;
        this.unicode = unicode;
        wide = unicode ? 2 : 1;
        high = unicode ? 4 : 2;
        cells = new int[columns * rows];
        nodes = new bool[columns * rows];
    }

    /// <summary>Draws a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layout">Where its nodes stand.</param>
    /// <param name="width">Characters of the widest line.</param>
    /// <param name="height">The most lines.</param>
    /// <param name="unicode">Whether the terminal has braille.</param>
    /// <returns>Lines without blanks at their ends; a line's nodes and edges can be told apart by <see cref="IsNode"/>.</returns>
    public static IReadOnlyList<string> Draw(Graph graph, GraphLayout layout, int width, int height, bool unicode)
    {
        double left = 1;
        double top = 1;
        double right = 0;
        double bottom = 0;
        for (int i = 0; i < graph.NodeCount; i++)
        {
            left = Math.Min(left, layout[i].X);
            right = Math.Max(right, layout[i].X);
            top = Math.Min(top, layout[i].Y);
            bottom = Math.Max(bottom, layout[i].Y);
        }

        // A character is about twice as high as wide: two dots by four, or one by two halves.
        int across = unicode ? 2 : 1;
        int down = unicode ? 4 : 2;
        double scale = Math.Min(
            ((width * across) - across) / Math.Max(right - left, 1e-9), ((height * down) - down) / Math.Max(bottom - top, 1e-9));
        scale = Math.Min(scale, width * across);
        var canvas = new GraphCanvas(
            Math.Min(width, (int)((right - left) * scale / across) + 1), Math.Min(height, (int)((bottom - top) * scale / down) + 1), unicode);
        for (int e = 0; e < graph.EdgeCount; e++)
            canvas.Curve(At(layout[graph.Edges[e].I]), At(layout.Control(e)), At(layout[graph.Edges[e].J]));
        for (int i = 0; i < graph.NodeCount; i++)
            canvas.Mark(At(layout[i]));
        return canvas.Lines();

        (double X, double Y) At((double X, double Y) point) => ((point.X - left) * scale, (point.Y - top) * scale);
    }

    /// <summary>Whether a character of a drawing is a node.</summary>
    public static bool IsNode(char character) => character is '●' or 'o';

    private void Curve((double X, double Y) from, (double X, double Y) control, (double X, double Y) to)
    {
        (double X, double Y) last = from;
        for (int piece = 1; piece <= CurvePieces; piece++)
        {
            double t = (double)piece / CurvePieces;
            double a = (1 - t) * (1 - t);
            double b = 2 * t * (1 - t);
            double c = t * t;
            (double X, double Y) next = ((a * from.X) + (b * control.X) + (c * to.X), (a * from.Y) + (b * control.Y) + (c * to.Y));
            Line(last, next);
            last = next;
        }
    }

    private void Line((double X, double Y) from, (double X, double Y) to)
    {
        int steps = (int)Math.Ceiling(Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)));
        for (int step = 0; step <= steps; step++)
        {
            double share = steps == 0 ? 0 : (double)step / steps;
            Dot(from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y)));
        }
    }

    private void Dot(double x, double y)
    {
        int dotX = (int)Math.Round(x);
        int dotY = (int)Math.Round(y);
        int column = dotX / wide;
        int row = dotY / high;
        if (dotX >= 0 && dotY >= 0 && column < columns && row < rows)
            cells[(row * columns) + column] |= unicode ? DotBits[(dotY % high * wide) + (dotX % wide)] : 1;
    }

    private void Mark((double X, double Y) point)
    {
        int column = Math.Clamp((int)Math.Round(point.X) / wide, 0, columns - 1);
        int row = Math.Clamp((int)Math.Round(point.Y) / high, 0, rows - 1);
        nodes[(row * columns) + column] = true;
    }

    private List<string> Lines()
    {
        var lines = new List<string>(rows);
        for (int row = 0; row < rows; row++)
        {
            char[] line = new char[columns];
            for (int column = 0; column < columns; column++)
            {
                int cell = (row * columns) + column;
                line[column] = nodes[cell] ? (unicode ? '●' : 'o')
                    : cells[cell] == 0 ? ' '
                    : unicode ? (char)(EmptyBraille + cells[cell]) : '.';
            }

            lines.Add(new string(line).TrimEnd());
        }

        return lines;
    }
}
