using System.Globalization;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>
/// Two complete graphs of n/2 nodes each, n even and 4 to 8192, joined by one edge between node n/2 - 1 and node n/2: the graph with a bottleneck.
/// </summary>
public sealed record BarbellOptions : TopologyOptions
{
    private const int MostNodes = 8192;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => nodes is >= 4 and <= MostNodes && nodes % 2 == 0 ? null : Impossible(
        string.Create(CultureInfo.InvariantCulture, $"A barbell has an even number of nodes from 4 to {MostNodes}, not {nodes}."));

    private protected override Graph Build(int nodes, ulong seed, int index)
    {
        int half = nodes / 2;
        return new Graph(nodes, [.. CompleteOptions.Clique(0, half), new Edge(half - 1, half), .. CompleteOptions.Clique(half, half)]);
    }
}
