using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>A rectangle with sides of 3 nodes or more; rows and columns are rings.</summary>
public sealed record TorusOptions : TopologyOptions
{
    private const int ShortestSide = 3;

    /// <summary>The number of rows, a divisor of n; by default the largest one that is at most its square root.</summary>
    [Range(ShortestSide, 1 << 20)]
    public int? Rows { get; init; }

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes)
    {
        if (GridShape.Refuse(nodes, Rows, ShortestSide) is { } issue)
            return issue;
        return RowsOf(nodes) > 0 ? null : Impossible(string.Create(CultureInfo.InvariantCulture,
            $"{nodes} nodes make no torus with sides of 3 or more; choose a product of two such numbers, such as 9, 12, 16 or 20."));
    }

    /// <summary>The number of rows of n nodes; 0 where there is no torus of them.</summary>
    internal int RowsOf(int nodes) => Rows ?? GridShape.Rows(nodes, ShortestSide);

    private protected override Graph Build(int nodes, ulong seed, int index) => new(nodes, GridShape.Edges(nodes, RowsOf(nodes), wraps: true));
}
