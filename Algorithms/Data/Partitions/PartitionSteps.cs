using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Data;

/// <summary>What the partitions share.</summary>
internal static class PartitionSteps
{
    /// <summary>How often a random partition is drawn anew before it is given up.</summary>
    public const int MaximumAttempts = 1000;

    private const int PhaseBits = 2;

    /// <summary>The stream for a choice that concerns all rows.</summary>
    public static RandomStream WholeStream(ulong seed, int attempt = 0) => Stream(seed, 0, 0, attempt);

    /// <summary>The stream of a class.</summary>
    public static RandomStream ClassStream(ulong seed, int label, int attempt = 0) => Stream(seed, label, 1, attempt);

    /// <summary>The stream of a worker.</summary>
    public static RandomStream WorkerStream(ulong seed, int worker, int attempt = 0) => Stream(seed, worker, 2, attempt);

    /// <summary>Refuses more workers than samples, or a least size that there are too few samples for.</summary>
    public static void RequireSamples(Dataset data, int workerCount, int minimumSize = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        long needed = (long)workerCount * minimumSize;
        if (needed > data.Count)
            throw Impossible(
                $"The {data.Count} training samples of {data.Name} are too few for {workerCount} workers with at least "
                + $"{minimumSize} each ({needed} in all); use at most {data.Count / minimumSize} workers or more samples.");
    }

    /// <summary>Refuses a split in which a worker has nothing.</summary>
    public static int[][] RequireNoneEmpty(int[][] parts, string remedy)
    {
        int empty = Array.FindIndex(parts, part => part.Length == 0);
        return empty < 0
            ? parts
            : throw Impossible($"Worker {empty} of {parts.Length} would have no samples "
                + $"({parts.Count(part => part.Length == 0)} workers in all); {remedy}.");
    }

    /// <summary>The refusal of a partition that cannot be made.</summary>
    public static StarlingException Impossible(string sentence) => new(ErrorCatalog.PartitionImpossible, sentence);

    /// <summary>The rows of every class, in ascending order.</summary>
    public static int[][] RowsByClass(Dataset data)
    {
        int[] counts = new int[data.ClassCount];
        foreach (int label in data.Labels)
            counts[label]++;
        int[][] rows = [.. counts.Select(count => new int[count])];
        Array.Clear(counts);
        for (int row = 0; row < data.Count; row++)
        {
            int label = data.Labels[row];
            rows[label][counts[label]++] = row;
        }

        return rows;
    }

    /// <summary>The rows of every class, each class shuffled with its own stream.</summary>
    public static int[][] ShuffledRowsByClass(Dataset data, ulong seed)
    {
        int[][] rows = RowsByClass(data);
        for (int label = 0; label < rows.Length; label++)
        {
            RandomStream stream = ClassStream(seed, label);
            stream.Shuffle<int>(rows[label]);
        }

        return rows;
    }

    /// <summary>A part of the rows from the i-th of <paramref name="count"/> equal cuts; sizes differ by at most one.</summary>
    public static Range EqualPart(int rowCount, int count, int index) =>
        (int)((long)rowCount * index / count)..(int)((long)rowCount * (index + 1) / count);

    /// <summary>
    /// Turns shares into cut points: floor(n times the sum of the shares so far); the last part takes what is left.
    /// </summary>
    /// <param name="shares">Shares of sum 1.</param>
    /// <param name="rowCount">n.</param>
    /// <param name="ends">Where every part ends, overwritten.</param>
    public static void CutPoints(ReadOnlySpan<double> shares, int rowCount, Span<int> ends)
    {
        double sum = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            sum += shares[i];
            ends[i] = Math.Min(rowCount, (int)Math.Floor(sum * rowCount));
        }

        ends[^1] = rowCount;
    }

    /// <summary>Replaces logarithms by the numbers, scaled to sum 1. -infinity becomes 0; not all may be that.</summary>
    public static void Normalize(Span<double> logarithms)
    {
        double largest = double.NegativeInfinity;
        foreach (double logarithm in logarithms)
            largest = Math.Max(largest, logarithm);
        double sum = 0;
        for (int i = 0; i < logarithms.Length; i++)
        {
            double value = double.IsNegativeInfinity(logarithms[i]) ? 0 : DeterministicMath.Exp(logarithms[i] - largest);
            logarithms[i] = value;
            sum += value;
        }

        for (int i = 0; i < logarithms.Length; i++)
            logarithms[i] /= sum;
    }

    private static RandomStream Stream(ulong seed, int participant, int phase, int attempt) =>
        new(seed, RandomPurpose.Partition, participant, (attempt << PhaseBits) | phase);
}
