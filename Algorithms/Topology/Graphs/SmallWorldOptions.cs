using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Topology.Graphs;

/// <summary>
/// A ring of n &gt; k nodes, each joined with the k nearest ones; then every edge is led elsewhere with probability p. (Watts and Strogatz,
/// "Collective dynamics of small-world networks", 1998.) A change that would cut the graph in parts is not made.
/// </summary>
/// <remarks>
/// For distance d = 1 to k/2, for node i = 0 to n - 1: the edge between i and i + d draws a uniform number and, below p, the end that takes the
/// place of i + d, drawn among the nodes that are not neighbours of i; a node with none keeps its edge.
/// </remarks>
public sealed record SmallWorldOptions : TopologyOptions
{
    /// <summary>k, an even number: how many of the nearest nodes on the ring a node is joined with.</summary>
    [Range(2, 4096)]
    public int Neighbors { get; init; } = 4;

    /// <summary>p, the probability with which an edge is led elsewhere.</summary>
    [Range(0.0, 1.0)]
    public double Probability { get; init; } = 0.1;

    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override IEnumerable<OptionIssue> Check()
    {
        if (Neighbors % 2 != 0)
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "neighbors", $"neighbors is {Neighbors}; half of them stand on either side, so it is an even number.");
    }

    /// <inheritdoc/>
    public override OptionIssue? Refuse(int nodes) => Check().FirstOrDefault() ?? (nodes > Neighbors ? null : Impossible(string.Create(
        CultureInfo.InvariantCulture, $"A small world of {Neighbors} neighbors has at least {Neighbors + 1} nodes, not {nodes}; lower neighbors or take more nodes.")));

    private protected override Graph Build(int nodes, ulong seed, int index)
    {
        RandomStream stream = Stream(seed, index);
        var lists = new SortedSet<int>[nodes];
        for (int i = 0; i < nodes; i++)
            lists[i] = [];
        for (int i = 0; i < nodes; i++)
        {
            for (int d = 1; d <= Neighbors / 2; d++)
                Join(lists, i, (i + d) % nodes);
        }

        int[] mark = new int[nodes];
        int[] queue = new int[nodes];
        int searches = 0;
        for (int d = 1; d <= Neighbors / 2; d++)
        {
            for (int i = 0; i < nodes; i++)
            {
                int old = (i + d) % nodes;
                if (!(stream.NextDouble() < Probability) || lists[i].Count == nodes - 1 || !lists[i].Contains(old))
                    continue;
                int next = Stranger(ref stream, lists[i], i, nodes);
                Part(lists, i, old);
                Join(lists, i, next);
                if (Reaches(lists, i, old, mark, queue, ++searches))
                    continue;
                Part(lists, i, next);
                Join(lists, i, old);
            }
        }

        return new Graph(nodes, lists.SelectMany((list, i) => list.Where(j => i < j).Select(j => new Edge(i, j))));
    }

    private static int Stranger(ref RandomStream stream, SortedSet<int> neighbors, int node, int nodes)
    {
        int chosen = stream.NextInt32(nodes - 1 - neighbors.Count);
        for (int other = 0; ; other++)
        {
            if (other != node && !neighbors.Contains(other) && chosen-- == 0)
                return other;
        }
    }

    private static bool Reaches(SortedSet<int>[] lists, int from, int to, int[] mark, int[] queue, int search)
    {
        mark[from] = search;
        queue[0] = from;
        int filled = 1;
        for (int next = 0; next < filled && mark[to] != search; next++)
        {
            foreach (int neighbor in lists[queue[next]])
            {
                if (mark[neighbor] == search)
                    continue;
                mark[neighbor] = search;
                queue[filled++] = neighbor;
            }
        }

        return mark[to] == search;
    }

    private static void Join(SortedSet<int>[] lists, int a, int b)
    {
        lists[a].Add(b);
        lists[b].Add(a);
    }

    private static void Part(SortedSet<int>[] lists, int a, int b)
    {
        lists[a].Remove(b);
        lists[b].Remove(a);
    }
}
