using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>The regularisers of problems.</summary>
public static class Regularisers
{
    /// <summary>r = 0.</summary>
    public static IRegulariser None { get; } = new NoRegulariser();

    /// <summary>r(x) = lambda |x|_1, whose proximal map is the soft threshold sign(v) max(|v| - t lambda, 0), element by element.</summary>
    /// <param name="lambda">The weight, 0 or more; 0 gives <see cref="None"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The weight is negative or not finite.</exception>
    public static IRegulariser L1(double lambda)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lambda);
        ArgumentOutOfRangeException.ThrowIfEqual(double.IsFinite(lambda), false, nameof(lambda));
        return lambda == 0 ? None : new L1Regulariser(lambda);
    }

    private static void Check<T>(double step, ReadOnlySpan<T> point, ReadOnlySpan<T> destination)
    {
        if (!(step >= 0))
            throw new ArgumentOutOfRangeException(nameof(step), step, "A step is 0 or more.");
        SpanChecks.SameLength(point.Length, destination.Length, nameof(destination));
        SpanChecks.SameOrDisjoint(point, destination, nameof(destination));
    }

    private sealed class NoRegulariser : IRegulariser
    {
        public bool IsZero => true;

        public double Value(ReadOnlySpan<double> point) => 0;

        public void Prox<T>(double step, ReadOnlySpan<T> point, Span<T> destination)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Check<T>(step, point, destination);
            point.CopyTo(destination);
        }

        public void ShortestSubgradient(ReadOnlySpan<double> point, Span<double> gradient) =>
            SpanChecks.SameLength(point.Length, gradient.Length, nameof(gradient));
    }

    private sealed class L1Regulariser(double lambda) : IRegulariser
    {
        public bool IsZero => false;

        public double Value(ReadOnlySpan<double> point)
        {
            double sum = 0;
            foreach (double x in point)
                sum += Math.Abs(x);
            return lambda * sum;
        }

        public void Prox<T>(double step, ReadOnlySpan<T> point, Span<T> destination)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Check<T>(step, point, destination);
            var threshold = T.CreateChecked(step * lambda);
            if (T.IsZero(threshold))
                point.CopyTo(destination);
            else
                ElementwiseKernel<SoftThreshold>.Run(threshold, -threshold, point, point, destination);
        }

        public void ShortestSubgradient(ReadOnlySpan<double> point, Span<double> gradient)
        {
            SpanChecks.SameLength(point.Length, gradient.Length, nameof(gradient));
            for (int k = 0; k < gradient.Length; k++)
            {
                gradient[k] = point[k] > 0 ? gradient[k] + lambda
                    : point[k] < 0 ? gradient[k] - lambda
                    : gradient[k] - Math.Clamp(gradient[k], -lambda, lambda);
            }
        }
    }

    // v - clamp(v, -t, t), t > 0: never asks which of two zeros is smaller, and NaN goes through.
    private readonly struct SoftThreshold : IElementwiseOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Invoke<TLanes, TVector, T>(TVector a, TVector b, TVector x, TVector y)
            where TLanes : ILanes<TVector, T>
            where TVector : struct
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            TLanes.Subtract(x, TLanes.Max(TLanes.Min(x, a), b));
    }
}
