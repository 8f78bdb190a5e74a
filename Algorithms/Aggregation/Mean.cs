using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation;

/// <summary>
/// The weighted mean of n vectors, D = sum_i w_i D_i / sum_i w_i. Coordinate-wise; sums run in the order of the vectors, in
/// double, and are rounded once, so that the result does not depend on how the vectors are cut into shards. Tolerates no
/// Byzantine worker: breakdown point 0.
/// </summary>
public static class Mean
{
    /// <summary>Columns summed at a time: the sums (8 KiB) stay in the first-level cache.</summary>
    private const int Block = 1024;

    /// <summary>Writes the mean.</summary>
    /// <param name="vectors">n &gt;= 1 vectors of one length, in worker order.</param>
    /// <param name="weights">n weights, not negative, with a positive sum.</param>
    /// <param name="destination">The mean of the columns from <paramref name="start"/> on, as many as it is long.</param>
    /// <param name="start">The first column; pieces of the columns can be computed by different threads, with the same bits.</param>
    /// <typeparam name="T">The element type.</typeparam>
    /// <exception cref="ArgumentException">No vectors, or weights that do not fit.</exception>
    public static void Aggregate<T>(
        IReadOnlyList<VectorBuffer<T>> vectors, ReadOnlySpan<double> weights, Span<T> destination, int start = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Aggregate(vectors, weights, weights, destination, start);

    /// <summary>Writes the mean of scaled vectors, sum_i w_i c_i D_i / sum_i w_i, as if c_i D_i had been computed exactly.</summary>
    /// <param name="vectors">n &gt;= 1 vectors of one length, in worker order.</param>
    /// <param name="weights">n weights, not negative, with a positive sum.</param>
    /// <param name="scales">n numbers c_i.</param>
    /// <param name="destination">The mean of the columns from <paramref name="start"/> on, as many as it is long.</param>
    /// <param name="start">The first column; pieces of the columns can be computed by different threads, with the same bits.</param>
    /// <typeparam name="T">The element type.</typeparam>
    /// <exception cref="ArgumentException">No vectors, or weights or scales that do not fit.</exception>
    public static void AggregateScaled<T>(
        IReadOnlyList<VectorBuffer<T>> vectors,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> scales,
        Span<T> destination,
        int start = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (scales.Length != weights.Length)
            throw new ArgumentException($"{weights.Length} weights and {scales.Length} scales do not fit.", nameof(scales));

        double[] factors = new double[weights.Length];
        for (int i = 0; i < factors.Length; i++)
            factors[i] = weights[i] * scales[i];

        Aggregate(vectors, weights, factors, destination, start);
    }

    /// <summary>sum_i factor_i D_i / sum_i w_i.</summary>
    private static void Aggregate<T>(
        IReadOnlyList<VectorBuffer<T>> vectors,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> factors,
        Span<T> destination,
        int start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (vectors.Count == 0 || weights.Length != vectors.Count)
            throw new ArgumentException($"{vectors.Count} vectors and {weights.Length} weights do not make a mean.", nameof(weights));

        double total = 0;
        foreach (double weight in weights)
            total += weight;

        if (!(total > 0))
            throw new ArgumentException("The weights must have a positive sum.", nameof(weights));

        Span<double> sums = stackalloc double[Block];
        for (int done = 0; done < destination.Length; done += Block)
        {
            Span<double> block = sums[..Math.Min(Block, destination.Length - done)];
            block.Clear();
            for (int i = 0; i < vectors.Count; i++)
                VectorKernels.AddWeighted<T>(factors[i], vectors[i].Span.Slice(start + done, block.Length), block);

            VectorKernels.Scale(1 / total, block);
            VectorKernels.Round(block, destination.Slice(done, block.Length));
        }
    }
}
