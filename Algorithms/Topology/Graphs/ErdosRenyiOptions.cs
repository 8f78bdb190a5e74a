using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>
/// n nodes, 2 to 8192; every pair is joined with probability p. Of a graph in parts, a random node of every part but the first is joined with a
/// random node of the parts before it.
/// </summary>
/// <remarks>Draws, in order: one uniform number a pair, the pairs sorted as (i, j); then two nodes a part.</remarks>
public sealed record ErdosRenyiOptions : TopologyOptions
{
    private const int MostNodes = 8192;

    /// <summary>p; by default 2 ln n / n, twice the threshold above which the graph is most likely connected, and at most 1.</summary>
    [Range(0.0, 1.0)]
    public double? Probability { get; init; }

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => AtLeast("An Erdos-Renyi graph", nodes, 2) ?? (nodes <= MostNodes ? null : Impossible(
        string.Create(CultureInfo.InvariantCulture, $"An Erdos-Renyi graph has at most {MostNodes} nodes, not {nodes}.")));

    private protected override Graph Build(int nodes, ulong seed, int index)
    {
        RandomStream stream = Stream(seed, index);
        double probability = Probability ?? Math.Min(1, 2 * DeterministicMath.Log(nodes) / nodes);
        var edges = new List<Edge>();
        for (int i = 0; i < nodes; i++)
        {
            for (int j = i + 1; j < nodes; j++)
            {
                if (stream.NextDouble() < probability)
                    edges.Add(new Edge(i, j));
            }
        }

        var graph = new Graph(nodes, edges);
        var components = GraphComponents.Of(graph);
        if (components.Count == 1)
            return graph;

        var joined = new List<int>(components.NodesOf(0));
        for (int part = 1; part < components.Count; part++)
        {
            int[] members = components.NodesOf(part);
            edges.Add(new Edge(joined[stream.NextInt32(joined.Count)], members[stream.NextInt32(members.Length)]));
            joined.AddRange(members);
        }

        return new Graph(nodes, edges);
    }
}
