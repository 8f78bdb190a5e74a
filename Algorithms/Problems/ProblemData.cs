using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Problems;

/// <summary>The samples of a data set as the nodes of a problem have them.</summary>
internal static class ProblemData
{
    /// <summary>Loads a data set and splits it among the nodes.</summary>
    /// <param name="options">The data set and its partition.</param>
    /// <param name="context">Locator, seed and number of nodes.</param>
    /// <param name="twoClassesFor">The problem that needs two classes, for the message; null where any number will do.</param>
    /// <returns>
    /// One set of samples a node. The targets are -1 and +1, in the order of the classes, where there are two; else the class numbers.
    /// </returns>
    public static NodeSamples[] Load(DataOptions options, DataContext context, string? twoClassesFor)
    {
        DataSource source = options.Load(context);
        Dataset train = source.Train;
        if (twoClassesFor is not null && train.ClassCount != 2)
            throw new StarlingException(ErrorCatalog.DataUnsuitable,
                $"{twoClassesFor} needs two classes; {train.Name} has {train.ClassCount}.");

        double[] targetOf = train.ClassCount == 2 ? [-1, 1] : [.. Enumerable.Range(0, train.ClassCount).Select(label => (double)label)];
        int[][] parts = options.Partition.Split(source, context.WorkerCount, context.Seed);
        NodeSamples[] nodes = new NodeSamples[parts.Length];
        for (int node = 0; node < nodes.Length; node++)
        {
            if (parts[node].Length == 0)
                throw new StarlingException(ErrorCatalog.PartitionImpossible,
                    $"Node {node} would have no samples of {train.Name}; use another partition or fewer nodes.");
            nodes[node] = NodeSamples.Of(train, parts[node], targetOf);
        }

        return nodes;
    }
}
