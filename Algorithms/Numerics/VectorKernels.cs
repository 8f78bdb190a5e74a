using System.Numerics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// The vector arithmetic of the library. Two rules hold for all of it. Element-wise operations round every element once per
/// written operation, so their bits do not depend on the width of the machine's registers. Reductions run in double over a
/// fixed number of virtual lanes in a fixed order, so theirs do not either.
/// </summary>
/// <remarks>
/// Unless said otherwise: a destination may be the same span as a source, or not touch it; NaN and infinities go through as
/// IEEE arithmetic says; spans of different lengths are refused with <see cref="ArgumentException"/>; nothing is allocated.
/// </remarks>
public static partial class VectorKernels
{
    /// <summary>y += a x, with one rounding an element.</summary>
    /// <param name="a">The factor.</param>
    /// <param name="x">The vector added.</param>
    /// <param name="y">The vector added to.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Axpy<T>(T a, ReadOnlySpan<T> x, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(x.Length, y.Length, nameof(y));
        SpanChecks.SameOrDisjoint(x, y, nameof(y));
        ElementwiseKernel<AxpyOperation>.Run(a, a, x, y, y);
    }

    /// <summary>x = a x.</summary>
    /// <param name="a">The factor.</param>
    /// <param name="x">The vector.</param>
    public static void Scale<T>(T a, Span<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ElementwiseKernel<ScaleOperation>.Run(a, a, x, x, x);

    /// <summary>destination = x + y.</summary>
    /// <param name="x">The first vector.</param>
    /// <param name="y">The second vector.</param>
    /// <param name="destination">Overwritten.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Add<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckPair(x, y, destination);
        ElementwiseKernel<AddOperation>.Run(T.Zero, T.Zero, x, y, destination);
    }

    /// <summary>destination = x - y.</summary>
    /// <param name="x">The first vector.</param>
    /// <param name="y">The vector taken away.</param>
    /// <param name="destination">Overwritten.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void Subtract<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckPair(x, y, destination);
        ElementwiseKernel<SubtractOperation>.Run(T.Zero, T.Zero, x, y, destination);
    }

    /// <summary>destination = a x + (b y): the product b y is rounded, then the sum once.</summary>
    /// <param name="a">The factor of x.</param>
    /// <param name="x">The first vector.</param>
    /// <param name="b">The factor of y.</param>
    /// <param name="y">The second vector.</param>
    /// <param name="destination">Overwritten.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap without being the same.</exception>
    public static void ScaledSum<T>(T a, ReadOnlySpan<T> x, T b, ReadOnlySpan<T> y, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckPair(x, y, destination);
        ElementwiseKernel<ScaledSumOperation>.Run(a, b, x, y, destination);
    }

    private static void CheckPair<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, ReadOnlySpan<T> destination)
    {
        SpanChecks.SameLength(x.Length, y.Length, nameof(y));
        SpanChecks.SameLength(x.Length, destination.Length, nameof(destination));
        SpanChecks.SameOrDisjoint(x, destination, nameof(destination));
        SpanChecks.SameOrDisjoint(y, destination, nameof(destination));
    }
}
