using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Aggregating;

namespace Starling.Bench.Gpu;

/// <summary>The processor's kernels on all its threads.</summary>
internal static class Reference
{
    public static double[] Products<T>(IReadOnlyList<VectorBuffer<T>> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Pieces(rows[0].Length).SumAsync(GramMatrix.UpperLength(rows.Count), (start, count, sums) => GramKernel.Accumulate(rows, start, count, sums)).GetAwaiter().GetResult();

    public static VectorBuffer<T> Combine<T>(Combination combination, IReadOnlyList<VectorBuffer<T>> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var plan = CombinationPlan<T>.Of(combination, rows.Count);
        var result = new VectorBuffer<T>(rows[0].Length, clear: false);
        Pieces(result.Length).EachAsync((start, count) => plan.Apply(rows, start, result.Span.Slice(start, count))).GetAwaiter().GetResult();
        return result;
    }

    /// <summary>One row of a mixing, in the element type, fused, in worker order.</summary>
    public static T[] MixedRow<T>(Mixing mixing, int output, IReadOnlyList<VectorBuffer<T>> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] result = new T[rows[0].Length];
        for (int i = 0; i < rows.Count; i++)
        {
            var weight = T.CreateTruncating(mixing.Row(output)[i]);
            ReadOnlySpan<T> row = rows[i].Span;
            for (int c = 0; c < result.Length; c++)
                result[c] = T.FusedMultiplyAdd(weight, row[c], result[c]);
        }

        return result;
    }

    /// <summary>A mixing as nearest-neighbour mixing makes it: each vector becomes the mean of three quarters of them.</summary>
    public static Mixing Neighbours(int n)
    {
        int kept = Math.Max(1, n - (n / 4));
        double[] weights = new double[n * n];
        for (int r = 0; r < n; r++)
        {
            for (int k = 0; k < kept; k++)
                weights[(r * n) + ((r + k) % n)] = 1.0 / kept;
        }

        return new Mixing(n, n, weights);
    }

    private static ColumnPieces Pieces(int length) => new(length, Task.Run);
}
