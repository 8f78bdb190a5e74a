using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>A rectangle of n &gt;= 2 nodes; those side by side are neighbours.</summary>
public sealed record GridOptions : TopologyOptions
{
    /// <summary>The number of rows, a divisor of n; by default the largest one that is at most its square root.</summary>
    [Range(1, 1 << 20)]
    public int? Rows { get; init; }

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => AtLeast("A grid", nodes, 2) ?? GridShape.Refuse(nodes, Rows, 1);

    /// <summary>The number of rows of n nodes.</summary>
    internal int RowsOf(int nodes) => Rows ?? GridShape.Rows(nodes, 1);

    private protected override Graph Build(int nodes, ulong seed, int index) => new(nodes, GridShape.Edges(nodes, RowsOf(nodes), wraps: false));
}
