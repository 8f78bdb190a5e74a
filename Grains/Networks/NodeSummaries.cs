using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Networks;

/// <summary>What people can read of the nodes of a decentralized job.</summary>
internal static class NodeSummaries
{
    /// <summary>A summary a node, from what nodes and edges did.</summary>
    /// <param name="activity">What they did.</param>
    /// <param name="rounds">Rounds done.</param>
    /// <param name="graphVaries">Whether graphs follow one another: uses are then of places in a list of edges, not of edges.</param>
    /// <param name="samplesOf">n_i, and how many samples of each class a node has; none of a problem without data.</param>
    public static ImmutableArray<WorkerSummary> Of(
        NetworkActivity activity, int rounds, bool graphVaries, Func<int, (int Count, ImmutableArray<int> Classes)> samplesOf)
    {
        int[] neighbors = new int[activity.Nodes.Length];
        long[] uses = new long[neighbors.Length];
        for (int end = 0; end < activity.Ends.Length; end++)
        {
            neighbors[activity.Ends[end]]++;
            uses[activity.Ends[end]] += activity.Edges[end / 2];
        }

        ImmutableArray<int> missing = activity.Live?.Missing ?? [];
        return
        [
            .. activity.Nodes.Select((gradients, node) =>
            {
                (int count, ImmutableArray<int> classes) = samplesOf(node);
                return new WorkerSummary
                {
                    Worker = node,
                    Samples = count,
                    ClassCounts = classes,
                    Node = new NodeSummary
                    {
                        Neighbors = neighbors[node],
                        Gradients = gradients,
                        GradientsPerRound = rounds > 0 ? gradients / (double)rounds : 0,
                        Uses = graphVaries ? null : uses[node],
                        Missing = missing.Contains(node),
                    },
                };
            }),
        ];
    }
}
