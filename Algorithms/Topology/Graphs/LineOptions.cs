using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>A path of n &gt;= 2 nodes: i and i + 1 are neighbours.</summary>
public sealed record LineOptions : TopologyOptions
{
    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => AtLeast("A line", nodes, 2);

    private protected override Graph Build(int nodes, ulong seed, int index) =>
        new(nodes, Enumerable.Range(0, nodes - 1).Select(i => new Edge(i, i + 1)));
}
