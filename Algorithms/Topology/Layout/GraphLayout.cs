using Starling.Algorithms.Topology.Graphs;

namespace Starling.Algorithms.Topology.Layout;

/// <summary>
/// Where the nodes of a graph stand in a drawing: points of the unit square, y downwards, as large as fits. Graphs with a shape of their own are
/// drawn in it (a cycle as a circle, a grid as a grid, random points where they were drawn); others so that distances on paper are as near as can
/// be to those along the edges. The same graph is always drawn alike. Nothing but a drawing depends on it.
/// </summary>
public sealed class GraphLayout
{
    private const double Curvature = 0.2;
    private const double Touching = 1e-9;
    private const long MostComparisons = 50_000_000;

    private readonly Graph graph;
    private readonly (double X, double Y)[] points;

    private GraphLayout(Graph graph, (double X, double Y)[] points)
    {
        this.graph = graph;
        this.points = points;
        double left = points.Min(point => point.X);
        double top = points.Min(point => point.Y);
        double width = points.Max(point => point.X) - left;
        double height = points.Max(point => point.Y) - top;
        double scale = Math.Max(width, height) is var largest and > 0 ? 1 / largest : 0;
        for (int i = 0; i < points.Length; i++)
            points[i] = (((points[i].X - left - (width / 2)) * scale) + 0.5, ((points[i].Y - top - (height / 2)) * scale) + 0.5);
    }

    /// <summary>The place of a node.</summary>
    public (double X, double Y) this[int node] => points[node];

    /// <summary>Lays a graph out in the shape of its kind.</summary>
    /// <param name="options">What the graph was made of.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="seed">The seed that it was made with.</param>
    /// <param name="index">The place in a sequence that it was made with.</param>
    public static GraphLayout Of(TopologyOptions options, Graph graph, ulong seed, int index = 0)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(graph);
        int n = graph.NodeCount;
        return new GraphLayout(graph, options switch
        {
            LineOptions => LayoutShapes.Grid(n, n),
            CycleOptions or CompleteOptions or SmallWorldOptions => LayoutShapes.Circle(n),
            StarOptions => LayoutShapes.Star(n),
            GridOptions grid => LayoutShapes.Grid(n, n / grid.RowsOf(n)),
            TorusOptions torus => LayoutShapes.Grid(n, n / torus.RowsOf(n)),
            HypercubeOptions => LayoutShapes.Hypercube(n),
            BarbellOptions => LayoutShapes.Barbell(n),
            RingOfCliquesOptions ring => LayoutShapes.RingOfCircles(n, ring.SizeOf(n)),
            _ => options.Positions(n, seed, index) ?? StressLayout.Of(graph),
        });
    }

    /// <summary>Lays a graph out by its distances alone.</summary>
    public static GraphLayout Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new GraphLayout(graph, StressLayout.Of(graph));
    }

    /// <summary>
    /// How an edge is drawn: a quadratic curve between its ends with this control point, which is their middle, and so a straight line, unless the
    /// line would run through another node.
    /// </summary>
    /// <param name="edge">The number of the edge.</param>
    public (double X, double Y) Control(int edge)
    {
        (double ax, double ay) = points[graph.Edges[edge].I];
        (double bx, double by) = points[graph.Edges[edge].J];
        double bend = IsCovered(edge) ? Curvature : 0;
        return (((ax + bx) / 2) - (bend * (by - ay)), ((ay + by) / 2) + (bend * (bx - ax)));
    }

    private bool IsCovered(int edge)
    {
        if ((long)points.Length * graph.EdgeCount > MostComparisons)
            return false;
        (int i, int j) = graph.Edges[edge];
        double dx = points[j].X - points[i].X;
        double dy = points[j].Y - points[i].Y;
        double length = (dx * dx) + (dy * dy);
        for (int node = 0; node < points.Length; node++)
        {
            double x = points[node].X - points[i].X;
            double y = points[node].Y - points[i].Y;
            double across = (x * dy) - (y * dx);
            double along = (x * dx) + (y * dy);
            if (node != i && node != j && across * across <= Touching * length && along > 0 && along < length)
                return true;
        }

        return false;
    }
}
