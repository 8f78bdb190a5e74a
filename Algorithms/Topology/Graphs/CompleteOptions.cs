using System.Globalization;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>n nodes, 2 to 4096, all of them neighbours.</summary>
public sealed record CompleteOptions : TopologyOptions
{
    private const int MostNodes = 4096;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => AtLeast("A complete graph", nodes, 2) ?? (nodes <= MostNodes ? null : Impossible(
        string.Create(CultureInfo.InvariantCulture, $"A complete graph has at most {MostNodes} nodes, not {nodes}; choose a graph with fewer edges.")));

    private protected override Graph Build(int nodes, ulong seed, int index) => new(nodes, Clique(0, nodes));

    /// <summary>All edges between nodes that follow each other.</summary>
    internal static IEnumerable<Edge> Clique(int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            for (int j = i + 1; j < first + count; j++)
                yield return new Edge(i, j);
        }
    }
}
