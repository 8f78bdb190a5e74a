using System.Globalization;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Topology;

/// <summary>
/// An undirected graph of nodes 0 to n - 1, without loops and parallel edges; immutable. Edges are sorted as pairs (i, j), i &lt; j, and an
/// edge's number is its place in that order: rates of edges are lists in it.
/// </summary>
public sealed class Graph
{
    private const int MostNodes = 1 << 20;
    private const int Named = 8;

    private readonly Edge[] edges;
    private readonly int[] starts;
    private readonly int[] neighbors;
    private readonly int[] incident;

    /// <summary>Makes a graph.</summary>
    /// <param name="nodeCount">n, 1 to 1,048,576.</param>
    /// <param name="edges">The edges, in any order and either direction.</param>
    /// <exception cref="StarlingException">STAR0801: n is out of range, an edge leaves the nodes, joins a node with itself or is given twice.</exception>
    public Graph(int nodeCount, IEnumerable<Edge> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        if (nodeCount is < 1 or > MostNodes)
            throw Invalid($"A graph has 1 to {MostNodes} nodes, not {nodeCount}.");
        NodeCount = nodeCount;
        this.edges = [.. edges.Select(Ordered)];
        Array.Sort(this.edges, static (a, b) => a.I != b.I ? a.I.CompareTo(b.I) : a.J.CompareTo(b.J));
        for (int e = 1; e < this.edges.Length; e++)
        {
            if (this.edges[e] == this.edges[e - 1])
                throw Invalid($"The edge {this.edges[e].I} {this.edges[e].J} is given twice; give it once, in one direction.");
        }

        starts = new int[nodeCount + 1];
        foreach (Edge edge in this.edges)
        {
            starts[edge.I + 1]++;
            starts[edge.J + 1]++;
        }

        for (int i = 0; i < nodeCount; i++)
            starts[i + 1] += starts[i];
        neighbors = new int[2 * this.edges.Length];
        incident = new int[neighbors.Length];
        FillNeighbors();
    }

    /// <summary>n.</summary>
    public int NodeCount { get; }

    /// <summary>m.</summary>
    public int EdgeCount => edges.Length;

    /// <summary>The edges, sorted by (i, j).</summary>
    public ReadOnlySpan<Edge> Edges => edges;

    /// <summary>Whether every node reaches every other one.</summary>
    public bool IsConnected => GraphComponents.Of(this).Count == 1;

    /// <summary>The number of edges of a node.</summary>
    public int Degree(int node) => starts[node + 1] - starts[node];

    /// <summary>The neighbours of a node, ascending.</summary>
    public ReadOnlySpan<int> Neighbors(int node) => neighbors.AsSpan(starts[node], Degree(node));

    /// <summary>The numbers of a node's edges, in the order of <see cref="Neighbors"/>.</summary>
    public ReadOnlySpan<int> IncidentEdges(int node) => incident.AsSpan(starts[node], Degree(node));

    /// <summary>Whether two nodes are neighbours.</summary>
    public bool HasEdge(int a, int b) => Neighbors(a).BinarySearch(b) >= 0;

    /// <summary>Refuses a graph in parts: no information crosses between them.</summary>
    /// <returns>This graph.</returns>
    /// <exception cref="StarlingException">STAR0802: it names the smallest part.</exception>
    public Graph RequireConnected()
    {
        var components = GraphComponents.Of(this);
        if (components.Count == 1)
            return this;

        int[] smallest = components.Smallest();
        string names = string.Join(", ", smallest.Take(Named)) + (smallest.Length > Named ? ", ..." : "");
        string nodes = smallest.Length == 1 ? "node" : "nodes";
        throw new StarlingException(ErrorCatalog.GraphDisconnected, string.Create(CultureInfo.InvariantCulture,
            $"The graph of {NodeCount} nodes is in {components.Count} parts; the smallest is {nodes} {names}. Add an edge between it and the rest."));
    }

    /// <summary>The largest number of edges on a shortest path; of a graph in parts, within one part.</summary>
    public int Diameter()
    {
        int[] distances = new int[NodeCount];
        int[] queue = new int[NodeCount];
        int diameter = 0;
        for (int source = 0; source < NodeCount; source++)
        {
            int reached = Distances(source, distances, queue);
            diameter = Math.Max(diameter, distances[queue[reached - 1]]);
        }

        return diameter;
    }

    /// <summary>Edges to every node by breadth-first search; -1 for those that cannot be reached.</summary>
    /// <param name="source">Where it starts.</param>
    /// <param name="distances">n numbers, overwritten.</param>
    /// <param name="queue">n numbers, overwritten with the nodes in the order in which they were reached.</param>
    /// <returns>How many were reached.</returns>
    internal int Distances(int source, Span<int> distances, Span<int> queue)
    {
        distances.Fill(-1);
        distances[source] = 0;
        queue[0] = source;
        int filled = 1;
        for (int next = 0; next < filled; next++)
        {
            int node = queue[next];
            foreach (int neighbor in Neighbors(node))
            {
                if (distances[neighbor] >= 0)
                    continue;
                distances[neighbor] = distances[node] + 1;
                queue[filled++] = neighbor;
            }
        }

        return filled;
    }

    // Edges come sorted by (i, j): first every node's lower neighbours, then its higher ones, so that each list ascends.
    private void FillNeighbors()
    {
        int[] filled = starts.AsSpan(0, NodeCount).ToArray();
        for (int e = 0; e < edges.Length; e++)
        {
            int place = filled[edges[e].J]++;
            neighbors[place] = edges[e].I;
            incident[place] = e;
        }

        for (int e = 0; e < edges.Length; e++)
        {
            int place = filled[edges[e].I]++;
            neighbors[place] = edges[e].J;
            incident[place] = e;
        }
    }

    private Edge Ordered(Edge edge)
    {
        int outside = (uint)edge.I >= (uint)NodeCount ? edge.I : edge.J;
        if ((uint)outside >= (uint)NodeCount)
            throw Invalid($"The edge {edge.I} {edge.J} has the end {outside}; the nodes are 0 to {NodeCount - 1}.");
        if (edge.I == edge.J)
            throw Invalid($"An edge joins node {edge.I} with itself; leave it out.");
        return edge.I < edge.J ? edge : new Edge(edge.J, edge.I);
    }

    private static StarlingException Invalid(FormattableString message) =>
        new(ErrorCatalog.GraphInvalid, message.ToString(CultureInfo.InvariantCulture));
}
