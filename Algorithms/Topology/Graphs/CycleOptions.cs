using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>A ring of n &gt;= 3 nodes: i and i + 1 modulo n are neighbours.</summary>
public sealed record CycleOptions : TopologyOptions
{
    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => AtLeast("A cycle", nodes, 3);

    private protected override Graph Build(int nodes, ulong seed, int index) =>
        new(nodes, Enumerable.Range(0, nodes).Select(i => new Edge(i, (i + 1) % nodes)));
}
