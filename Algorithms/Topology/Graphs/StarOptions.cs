using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>n &gt;= 2 nodes, of which node 0 is the only neighbour of all others.</summary>
public sealed record StarOptions : TopologyOptions
{
    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => AtLeast("A star", nodes, 2);

    private protected override Graph Build(int nodes, ulong seed, int index) =>
        new(nodes, Enumerable.Range(1, nodes - 1).Select(i => new Edge(0, i)));
}
