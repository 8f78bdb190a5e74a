using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>
/// A random permutation, cut into M parts whose sizes differ by at most 1. Every row is used exactly once. Deterministic in
/// (seed, M): one stream orders the rows, or one a class where <see cref="Balanced"/>.
/// </summary>
public sealed record IidPartitionOptions : PartitionOptions
{
    /// <summary>
    /// Give every worker the same share of every class: rows are shuffled within their class, put class after class, and dealt
    /// in turn, so that two workers differ by at most one row in every class and in all.
    /// </summary>
    public bool Balanced { get; init; }

    /// <inheritdoc/>
    public override int[][] Split(DataSource data, int workerCount, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        PartitionSteps.RequireSamples(data.Train, workerCount);
        return Balanced ? Deal(data.Train, workerCount, seed) : Cut(data.Train.Count, workerCount, seed);
    }

    private static int[][] Cut(int rowCount, int workerCount, ulong seed)
    {
        RandomStream stream = PartitionSteps.WholeStream(seed);
        int[] order = stream.Permutation(rowCount);
        return [.. Enumerable.Range(0, workerCount)
            .Select(worker => order[PartitionSteps.EqualPart(rowCount, workerCount, worker)])];
    }

    private static int[][] Deal(Dataset data, int workerCount, ulong seed)
    {
        int[] order = [.. PartitionSteps.ShuffledRowsByClass(data, seed).SelectMany(rows => rows)];
        int[][] parts = new int[workerCount][];
        for (int worker = 0; worker < workerCount; worker++)
        {
            parts[worker] = new int[(order.Length - worker + workerCount - 1) / workerCount];
            for (int i = 0; i < parts[worker].Length; i++)
                parts[worker][i] = order[worker + (i * workerCount)];
            RandomStream stream = PartitionSteps.WorkerStream(seed, worker);
            stream.Shuffle<int>(parts[worker]);
        }

        return parts;
    }
}
