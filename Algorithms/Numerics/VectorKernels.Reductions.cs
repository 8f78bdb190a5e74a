using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <content>Reductions to one number.</content>
public static partial class VectorKernels
{
    /// <summary>
    /// The number of partial sums of a reduction: element i goes into sum i mod 32, by a fused multiply-add in the order of
    /// i; then sums l and l + 16, l + 8, ..., l + 1 are added. It is part of the result's definition and never changes.
    /// </summary>
    internal const int VirtualLanes = 4 * DoubleLanes.Count;

    /// <summary>The inner product sum_i x_i y_i, accumulated in double.</summary>
    /// <param name="x">The first vector.</param>
    /// <param name="y">The second vector; may be the same span.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(x.Length, y.Length, nameof(y));
        ref T x0 = ref MemoryMarshal.GetReference(x);
        ref T y0 = ref MemoryMarshal.GetReference(y);
        Vector512<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= x.Length - VirtualLanes; i += VirtualLanes)
        {
            sum0 = MultiplyAdd(ref x0, ref y0, i, sum0);
            sum1 = MultiplyAdd(ref x0, ref y0, i + DoubleLanes.Count, sum1);
            sum2 = MultiplyAdd(ref x0, ref y0, i + (2 * DoubleLanes.Count), sum2);
            sum3 = MultiplyAdd(ref x0, ref y0, i + (3 * DoubleLanes.Count), sum3);
        }

        Span<double> lanes = stackalloc double[VirtualLanes];
        Spill(sum0, sum1, sum2, sum3, lanes);
        for (int lane = 0; i < x.Length; lane++, i++)
            lanes[lane] = Math.FusedMultiplyAdd(double.CreateTruncating(x[i]), double.CreateTruncating(y[i]), lanes[lane]);
        return AddLanes(lanes);
    }

    /// <summary>The sum of squares sum_i x_i^2, accumulated in double: <see cref="Dot"/> of x with itself.</summary>
    /// <param name="x">The vector.</param>
    public static double SumOfSquares<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Dot(x, x);

    /// <summary>The Euclidean norm. Squares of doubles above 1e154 overflow to infinity; no scaling is done.</summary>
    /// <param name="x">The vector.</param>
    public static double Norm2<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Math.Sqrt(SumOfSquares(x));

    /// <summary>The squared distance sum_i (x_i - y_i)^2; differences and sum in double.</summary>
    /// <param name="x">The first vector.</param>
    /// <param name="y">The second vector.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double SquaredDistance<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(x.Length, y.Length, nameof(y));
        ref T x0 = ref MemoryMarshal.GetReference(x);
        ref T y0 = ref MemoryMarshal.GetReference(y);
        Vector512<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i <= x.Length - VirtualLanes; i += VirtualLanes)
        {
            sum0 = SquareAdd(ref x0, ref y0, i, sum0);
            sum1 = SquareAdd(ref x0, ref y0, i + DoubleLanes.Count, sum1);
            sum2 = SquareAdd(ref x0, ref y0, i + (2 * DoubleLanes.Count), sum2);
            sum3 = SquareAdd(ref x0, ref y0, i + (3 * DoubleLanes.Count), sum3);
        }

        Span<double> lanes = stackalloc double[VirtualLanes];
        Spill(sum0, sum1, sum2, sum3, lanes);
        for (int lane = 0; i < x.Length; lane++, i++)
        {
            double difference = double.CreateTruncating(x[i]) - double.CreateTruncating(y[i]);
            lanes[lane] = Math.FusedMultiplyAdd(difference, difference, lanes[lane]);
        }

        return AddLanes(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> MultiplyAdd<T>(ref T x, ref T y, int i, Vector512<double> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vector512.FusedMultiplyAdd(
            DoubleLanes.Load(ref Unsafe.Add(ref x, i)), DoubleLanes.Load(ref Unsafe.Add(ref y, i)), sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> SquareAdd<T>(ref T x, ref T y, int i, Vector512<double> sum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Vector512<double> difference =
            DoubleLanes.Load(ref Unsafe.Add(ref x, i)) - DoubleLanes.Load(ref Unsafe.Add(ref y, i));
        return Vector512.FusedMultiplyAdd(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spill(
        Vector512<double> sum0, Vector512<double> sum1, Vector512<double> sum2, Vector512<double> sum3, Span<double> lanes)
    {
        sum0.CopyTo(lanes);
        sum1.CopyTo(lanes[DoubleLanes.Count..]);
        sum2.CopyTo(lanes[(2 * DoubleLanes.Count)..]);
        sum3.CopyTo(lanes[(3 * DoubleLanes.Count)..]);
    }

    private static double AddLanes(Span<double> lanes)
    {
        for (int half = lanes.Length / 2; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                lanes[lane] += lanes[lane + half];
        }

        return lanes[0];
    }
}
