using System.Globalization;
using System.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>n = 2^k nodes, k &gt;= 1; those whose numbers differ in one bit are neighbours.</summary>
public sealed record HypercubeOptions : TopologyOptions
{
    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes)
    {
        if (nodes >= 2 && BitOperations.IsPow2(nodes))
            return null;
        int below = nodes < 4 ? 2 : 1 << BitOperations.Log2((uint)nodes);
        return Impossible(string.Create(CultureInfo.InvariantCulture,
            $"A hypercube has a power of two of nodes, not {nodes}; the nearest are {below} and {2L * below}."));
    }

    private protected override Graph Build(int nodes, ulong seed, int index) => new(nodes, Edges(nodes));

    private static IEnumerable<Edge> Edges(int nodes)
    {
        for (int node = 0; node < nodes; node++)
        {
            for (int bit = 1; bit < nodes; bit <<= 1)
            {
                if ((node & bit) == 0)
                    yield return new Edge(node, node | bit);
            }
        }
    }
}
