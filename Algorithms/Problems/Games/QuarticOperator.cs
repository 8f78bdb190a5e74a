using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>(gradient of the x player + C y, gradient of the y player - C^T x).</summary>
internal sealed class QuarticOperator(QuarticPlayer x, QuarticPlayer y, double[] coupling) : IOperator
{
    private readonly int half = (int)Math.Sqrt(coupling.Length);

    /// <inheritdoc/>
    public int Dimension => 2 * half;

    /// <inheritdoc/>
    public int SampleCount => 0;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        SpanChecks.SameLength(Dimension, value.Length, nameof(value));
        SpanChecks.Disjoint(point, value, nameof(value));
        value.Clear();
        for (int i = 0; i < half; i++)
        {
            ReadOnlySpan<double> row = coupling.AsSpan(i * half, half);
            value[i] = VectorKernels.Dot(row, point[half..]);
            VectorKernels.Axpy(-point[i], row, value[half..]);
        }

        x.AddGradient(point[..half], value[..half]);
        y.AddGradient(point[half..], value[half..]);
    }

    /// <summary>L_m and mu_m where |z| is at most R.</summary>
    public (double Lipschitz, double Monotonicity) Constants(double radius)
    {
        (double mostX, double leastX) = x.Curvature(half, radius);
        (double mostY, double leastY) = y.Curvature(half, radius);
        double lipschitz = Math.Max(mostX, mostY) + OperatorConstants.Norm(half, half, coupling);
        return (lipschitz, Math.Max(0, Math.Min(leastX, leastY)));
    }
}
