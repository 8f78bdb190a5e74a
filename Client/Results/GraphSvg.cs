using System.Globalization;
using System.Net;
using System.Text;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Layout;

namespace Starling.Client.Results;

/// <summary>A graph as one self-contained SVG: edges as wide as their rates, nodes with their numbers where there is room. It suits light and dark pages.</summary>
public static class GraphSvg
{
    private const double Size = 720;
    private const double Border = 36;
    private const int MostNumbers = 64;
    private const int MostTips = 3000;

    /// <summary>Draws a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layout">Where its nodes stand.</param>
    /// <param name="rates">A rate for every edge; the widest line is that of the largest.</param>
    /// <param name="title">What it is, in a few words; for those who cannot see it.</param>
    /// <returns>The text of the file.</returns>
    public static string Draw(Graph graph, GraphLayout layout, ReadOnlySpan<double> rates, string title)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(title);
        if (rates.Length != graph.EdgeCount)
            throw new ArgumentException("There is a rate for every edge.", nameof(rates));

        // Room for the drawing alone: a line of nodes makes a flat picture.
        (double top, double bottom) = Range(graph, layout);
        double height = Math.Max(2 * Border, ((bottom - top) * (Size - (2 * Border))) + (2 * Border));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Size:0.##} {height:0.##}" role="img" font-family="system-ui, sans-serif">
            <title>{WebUtility.HtmlEncode(title)}</title>
            <style>
            .edge {"{"} fill: none; stroke: #5b8a92; stroke-linecap: round; stroke-opacity: .75 {"}"}
            .node {"{"} fill: #0f6674; stroke: #fff; stroke-width: 1.5 {"}"}
            .number {"{"} fill: #fff; text-anchor: middle; dominant-baseline: central {"}"}
            @media (prefers-color-scheme: dark) {"{"} .edge {"{"} stroke: #7fb3bb {"}"} .node {"{"} fill: #2f97a7; stroke: #10181a {"}"} {"}"}
            </style>

            """);
        double radius = Math.Clamp(Size / (5 * Math.Sqrt(graph.NodeCount)), 2, 15);
        double widest = graph.EdgeCount > 1000 ? 1.5 : 6;
        double largest = 0;
        foreach (double rate in rates)
            largest = Math.Max(largest, rate);
        for (int e = 0; e < graph.EdgeCount; e++)
        {
            (int i, int j) = graph.Edges[e];
            (double x1, double y1) = At(layout[i]);
            (double cx, double cy) = At(layout.Control(e));
            (double x2, double y2) = At(layout[j]);
            double width = largest > 0 ? Math.Max(0.3, widest * rates[e] / largest) : 1;
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"edge\" d=\"M{x1:0.##} {y1:0.##}Q{cx:0.##} {cy:0.##} {x2:0.##} {y2:0.##}\" stroke-width=\"{width:0.##}\"");
            if (graph.EdgeCount <= MostTips)
                svg.Append(CultureInfo.InvariantCulture, $"><title>{i} - {j}: {rates[e]:#,0.####}</title></path>\n");
            else
                svg.Append("/>\n");
        }

        for (int i = 0; i < graph.NodeCount; i++)
        {
            (double x, double y) = At(layout[i]);
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"node\" cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\"/>\n");
            if (graph.NodeCount <= MostNumbers)
                svg.Append(CultureInfo.InvariantCulture, $"<text class=\"number\" x=\"{x:0.##}\" y=\"{y:0.##}\" font-size=\"{radius:0.##}\">{i}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();

        (double X, double Y) At((double X, double Y) point) =>
            ((point.X * (Size - (2 * Border))) + Border, ((point.Y - top) * (Size - (2 * Border))) + Border);
    }

    private static (double Top, double Bottom) Range(Graph graph, GraphLayout layout)
    {
        double top = 1;
        double bottom = 0;
        for (int i = 0; i < graph.NodeCount; i++)
        {
            top = Math.Min(top, layout[i].Y);
            bottom = Math.Max(bottom, layout[i].Y);
        }

        return (top, bottom);
    }
}
