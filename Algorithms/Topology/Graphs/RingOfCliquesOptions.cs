using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>
/// k &gt;= 3 complete graphs of s &gt;= 2 nodes each, n = k s, in a ring: the last node of each is a neighbour of the first node of the next.
/// </summary>
public sealed record RingOfCliquesOptions : TopologyOptions
{
    private const int FewestCliques = 3;
    private const int SmallestClique = 2;
    private const int LargestClique = 4096;

    /// <summary>k, the number of complete graphs, a divisor of n; by default that which makes k and s most alike, k the larger.</summary>
    [Range(FewestCliques, 1 << 20)]
    public int? Cliques { get; init; }

    /// <summary>s, the number of nodes of each; another way to say k = n / s.</summary>
    [Range(SmallestClique, LargestClique)]
    public int? Size { get; init; }

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes)
    {
        if (Cliques is { } cliques && Size is { } size && (long)cliques * size != nodes)
            return Wrong("size", string.Create(CultureInfo.InvariantCulture, $"{cliques} cliques of {size} nodes are {(long)cliques * size} nodes, not {nodes}; leave one of the two out."));
        if (Cliques is { } count && (nodes % count != 0 || nodes / count is < SmallestClique or > LargestClique))
            return Wrong("cliques", string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes cannot be shared among {count} cliques of {SmallestClique} to {LargestClique} nodes each; choose another divisor."));
        if (Size is { } each && (nodes % each != 0 || nodes / each < FewestCliques))
            return Wrong("size", string.Create(CultureInfo.InvariantCulture, $"{nodes} nodes do not make {FewestCliques} or more cliques of {each}; choose another divisor."));
        return SizeOf(nodes) > 0 ? null : Impossible(string.Create(CultureInfo.InvariantCulture,
            $"{nodes} nodes make no ring of {FewestCliques} or more cliques of {SmallestClique} or more nodes; choose a product of two such numbers."));
    }

    /// <summary>s of n nodes; 0 where there is no such graph.</summary>
    internal int SizeOf(int nodes)
    {
        int size = Size ?? (Cliques is { } cliques ? nodes / cliques : GridShape.Rows(nodes, SmallestClique));
        return size > 0 && nodes / size >= FewestCliques ? size : 0;
    }

    private protected override Graph Build(int nodes, ulong seed, int index)
    {
        int size = SizeOf(nodes);
        var edges = new List<Edge>();
        for (int first = 0; first < nodes; first += size)
        {
            edges.AddRange(CompleteOptions.Clique(first, size));
            edges.Add(new Edge(first + size - 1, (first + size) % nodes));
        }

        return new Graph(nodes, edges);
    }

    private static OptionIssue Wrong(string field, string message) => new(ErrorCatalog.ImpossibleCombination, field, message);
}
