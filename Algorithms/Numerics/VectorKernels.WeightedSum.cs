using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <content>Weighted sums of rows, in row order, accumulated in double and rounded once.</content>
public static partial class VectorKernels
{
    // Columns summed at a time: the accumulators (8 KiB) and a few rows stay in the first-level cache.
    private const int WeightedSumBlock = 1024;

    /// <summary>destination_j = sum_i w_i x_ij over n rows, in the order of i, in double, rounded once.</summary>
    /// <param name="weights">n weights. A row of weight exactly 0 is not read: what is in it, NaN too, does not matter.</param>
    /// <param name="rows">n rows of the destination's length. None may overlap the destination, unless it is the same.</param>
    /// <param name="destination">Overwritten; all zeros for n = 0.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a row overlaps the destination without being the same.</exception>
    public static void WeightedSum<T>(
        ReadOnlySpan<double> weights, ReadOnlySpan<ReadOnlyMemory<T>> rows, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(weights.Length, rows.Length, nameof(rows));
        foreach (ReadOnlyMemory<T> row in rows)
        {
            SpanChecks.SameLength(destination.Length, row.Length, nameof(rows));
            SpanChecks.SameOrDisjoint(row.Span, destination, nameof(destination));
        }

        Span<double> sums = stackalloc double[WeightedSumBlock];
        for (int start = 0; start < destination.Length; start += WeightedSumBlock)
        {
            int length = Math.Min(WeightedSumBlock, destination.Length - start);
            Span<double> block = sums[..length];
            block.Clear();
            for (int i = 0; i < rows.Length; i++)
                AddWeighted(weights[i], rows[i].Span.Slice(start, length), block);
            Round(block, destination.Slice(start, length));
        }
    }

    /// <summary>destination_j = sum_i w_i x_ij over the n rows of a matrix, in the order of i, in double, rounded once.</summary>
    /// <param name="weights">n weights. A row of weight exactly 0 is not read.</param>
    /// <param name="matrix">n x d numbers, row by row.</param>
    /// <param name="destination">d numbers, overwritten; must not overlap the matrix.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or the destination overlaps the matrix.</exception>
    public static void WeightedSum<T>(ReadOnlySpan<double> weights, ReadOnlySpan<T> matrix, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = destination.Length;
        SpanChecks.SameLength(checked(weights.Length * columns), matrix.Length, nameof(matrix));
        SpanChecks.Disjoint(matrix, destination, nameof(destination));

        Span<double> sums = stackalloc double[WeightedSumBlock];
        for (int start = 0; start < columns; start += WeightedSumBlock)
        {
            int length = Math.Min(WeightedSumBlock, columns - start);
            Span<double> block = sums[..length];
            block.Clear();
            for (int i = 0; i < weights.Length; i++)
                AddWeighted(weights[i], matrix.Slice((i * columns) + start, length), block);
            Round(block, destination.Slice(start, length));
        }
    }

    /// <summary>
    /// sums += w x, fused, in double: one step of a weighted sum whose rows come one after the other. Starting from zeros, the
    /// same rows in the same order and <see cref="Round"/> give the bits of <c>WeightedSum</c>.
    /// </summary>
    /// <param name="weight">w. If it is exactly 0, x is not read.</param>
    /// <param name="x">The row.</param>
    /// <param name="sums">The running sums.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddWeighted<T>(double weight, ReadOnlySpan<T> x, Span<double> sums)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(x.Length, sums.Length, nameof(sums));
        if (weight == 0)
            return;

        ref T x0 = ref MemoryMarshal.GetReference(x);
        ref double sum0 = ref MemoryMarshal.GetReference(sums);
        Vector512<double> factor = Vector512.Create(weight);
        int i = 0;
        for (; i <= x.Length - DoubleLanes.Count; i += DoubleLanes.Count)
        {
            Vector512<double> sum = Vector512.FusedMultiplyAdd(
                factor, DoubleLanes.Load(ref Unsafe.Add(ref x0, i)), Vector512.LoadUnsafe(ref sum0, (nuint)i));
            sum.StoreUnsafe(ref sum0, (nuint)i);
        }

        for (; i < x.Length; i++)
            sums[i] = Math.FusedMultiplyAdd(weight, double.CreateTruncating(x[i]), sums[i]);
    }

    /// <summary>Rounds running sums to the element type.</summary>
    /// <param name="sums">The sums.</param>
    /// <param name="destination">Overwritten; must not overlap.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Round<T>(ReadOnlySpan<double> sums, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(sums.Length, destination.Length, nameof(destination));
        ref double sum0 = ref MemoryMarshal.GetReference(sums);
        ref T destination0 = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= sums.Length - DoubleLanes.Count; i += DoubleLanes.Count)
            DoubleLanes.Store(Vector512.LoadUnsafe(ref sum0, (nuint)i), ref Unsafe.Add(ref destination0, i));
        for (; i < sums.Length; i++)
            destination[i] = T.CreateTruncating(sums[i]);
    }
}
