namespace Starling.Algorithms.Data;

/// <summary>
/// What a partition looks like: sizes, labels, and how far the workers' label distributions are from the global one.
/// </summary>
/// <param name="WorkerCount">M.</param>
/// <param name="SampleCount">Rows given out; a row given to two workers counts twice.</param>
/// <param name="SmallestSize">min n_i.</param>
/// <param name="MeanSize">The mean of n_i.</param>
/// <param name="LargestSize">max n_i.</param>
/// <param name="LabelCounts">For every worker, how many rows of every class it has: M x C.</param>
/// <param name="MeanTotalVariation">
/// The mean over workers of the total variation distance 0.5 sum_c |p_i(c) - p(c)| between the labels of worker i and those of
/// all training rows: 0 for identical distributions, near 1 - 1/C for one class each of C equal ones.
/// </param>
public sealed record PartitionSummary(
    int WorkerCount,
    long SampleCount,
    int SmallestSize,
    double MeanSize,
    int LargestSize,
    IReadOnlyList<int[]> LabelCounts,
    double MeanTotalVariation)
{
    /// <summary>Summarises a partition.</summary>
    /// <param name="data">The training data.</param>
    /// <param name="parts">The row numbers of every worker.</param>
    public static PartitionSummary Of(Dataset data, int[][] parts)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length, nameof(parts));
        double[] global = new double[data.ClassCount];
        foreach (int label in data.Labels)
            global[label] += 1.0 / data.Count;

        int[][] counts = new int[parts.Length][];
        double variation = 0;
        for (int worker = 0; worker < parts.Length; worker++)
        {
            counts[worker] = new int[data.ClassCount];
            foreach (int row in parts[worker])
                counts[worker][data.Labels[row]]++;
            variation += TotalVariation(counts[worker], parts[worker].Length, global);
        }

        long total = parts.Sum(part => (long)part.Length);
        return new PartitionSummary(
            parts.Length,
            total,
            parts.Min(part => part.Length),
            (double)total / parts.Length,
            parts.Max(part => part.Length),
            counts,
            variation / parts.Length);
    }

    private static double TotalVariation(int[] counts, int size, double[] global)
    {
        double sum = 0;
        for (int label = 0; label < counts.Length; label++)
            sum += Math.Abs((size == 0 ? 0 : (double)counts[label] / size) - global[label]);
        return sum / 2;
    }
}
