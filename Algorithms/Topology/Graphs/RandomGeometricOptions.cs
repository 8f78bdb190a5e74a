using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>
/// n points, 2 to 8192, drawn uniformly from the unit square; two at a distance of at most r are neighbours. While the graph is in parts, the
/// closest two nodes of different parts are joined.
/// </summary>
/// <remarks>Draws, in order: x and y of every node.</remarks>
public sealed record RandomGeometricOptions : TopologyOptions
{
    private const int MostNodes = 8192;

    /// <summary>
    /// r; by default sqrt(2 ln n / (pi n)), whose square is twice the threshold ln n / (pi n) above which the graph is most likely connected.
    /// A node has about 2 ln n neighbours then.
    /// </summary>
    [Range(0.0, 1.5, MinimumIsExclusive = true)]
    public double? Radius { get; init; }

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => AtLeast("A random geometric graph", nodes, 2) ?? (nodes <= MostNodes ? null : Impossible(
        string.Create(CultureInfo.InvariantCulture, $"A random geometric graph has at most {MostNodes} nodes, not {nodes}.")));

    internal override (double X, double Y)[] Positions(int nodes, ulong seed, int index)
    {
        RandomStream stream = Stream(seed, index);
        (double X, double Y)[] points = new (double X, double Y)[nodes];
        for (int i = 0; i < nodes; i++)
        {
            points[i].X = stream.NextDouble();
            points[i].Y = stream.NextDouble();
        }

        return points;
    }

    private protected override Graph Build(int nodes, ulong seed, int index)
    {
        (double X, double Y)[] points = Positions(nodes, seed, index);
        double radius = Radius ?? Math.Sqrt(2 * DeterministicMath.Log(nodes) / (Math.PI * nodes));
        var edges = new List<Edge>();
        for (int i = 0; i < nodes; i++)
        {
            for (int j = i + 1; j < nodes; j++)
            {
                if (SquaredDistance(points[i], points[j]) <= radius * radius)
                    edges.Add(new Edge(i, j));
            }
        }

        return Join(new Graph(nodes, edges), edges, points);
    }

    // Prim's method, from the part of node 0: the pair that joins next is the closest one between what is joined and the rest, so in the end
    // the parts hang together by a minimum spanning tree.
    private static Graph Join(Graph graph, List<Edge> edges, (double X, double Y)[] points)
    {
        var components = GraphComponents.Of(graph);
        if (components.Count == 1)
            return graph;

        bool[] isJoined = new bool[components.Count];
        double[] nearest = new double[points.Length];
        int[] partner = new int[points.Length];
        Array.Fill(nearest, double.PositiveInfinity);
        for (int next = 0; next >= 0; next = Closest(components, isJoined, nearest))
        {
            if (isJoined[0])
                edges.Add(new Edge(partner[next], next));
            isJoined[components[next]] = true;
            foreach (int node in components.NodesOf(components[next]))
                Approach(node, points, components, isJoined, nearest, partner);
        }

        return new Graph(points.Length, edges);
    }

    private static void Approach(
        int node, (double X, double Y)[] points, GraphComponents components, bool[] isJoined, double[] nearest, int[] partner)
    {
        for (int other = 0; other < points.Length; other++)
        {
            double distance = SquaredDistance(points[node], points[other]);
            if (isJoined[components[other]] || distance >= nearest[other])
                continue;
            nearest[other] = distance;
            partner[other] = node;
        }
    }

    private static int Closest(GraphComponents components, bool[] isJoined, double[] nearest)
    {
        int closest = -1;
        for (int node = 0; node < nearest.Length; node++)
        {
            if (!isJoined[components[node]] && (closest < 0 || nearest[node] < nearest[closest]))
                closest = node;
        }

        return closest;
    }

    private static double SquaredDistance((double X, double Y) a, (double X, double Y) b)
    {
        double x = a.X - b.X;
        double y = a.Y - b.Y;
        return (x * x) + (y * y);
    }
}
