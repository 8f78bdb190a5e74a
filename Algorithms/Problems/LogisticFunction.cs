using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// f(x) = mean_j ln(1 + exp(-b_j a_j . x)) + (l2/2) |x|^2 with labels b_j of -1 and +1. Immutable: any number of threads may use it.
/// </summary>
internal sealed class LogisticFunction : ILocalFunction, ISampledFunction
{
    // So many samples are exponentiated together.
    private const int Block = 128;

    private readonly NodeSamples samples;
    private readonly double l2;

    public LogisticFunction(NodeSamples samples, double l2)
    {
        this.samples = samples;
        this.l2 = l2;
        Smoothness = (GramMatrix.Bounds(samples).Upper / (4.0 * samples.Count)) + l2;
    }

    /// <inheritdoc/>
    public int Dimension => samples.Dimension;

    /// <inheritdoc/>
    public int SampleCount => samples.Count;

    /// <inheritdoc/>
    public double Smoothness { get; }

    /// <inheritdoc/>
    public double StrongConvexity => l2;

    /// <inheritdoc/>
    public IConjugate? Conjugate => null;

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> point)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        double sum = 0;
        for (int j = 0; j < samples.Count; j++)
        {
            // ln(1 + e^-t) = max(-t, 0) + ln(1 + e^-|t|), where ln(1 + u) keeps what 1 + u loses.
            double t = samples.Targets[j] * samples.Dot(j, point);
            double u = DeterministicMath.Exp(-Math.Abs(t));
            double one = 1 + u;
            sum += Math.Max(-t, 0) + DeterministicMath.Log(one) + ((u - (one - 1)) / one);
        }

        return (sum / samples.Count) + (0.5 * l2 * VectorKernels.SumOfSquares(point));
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, Span<double> gradient) => Gradient(point, [], gradient);

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> minibatch, Span<double> gradient)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        SpanChecks.SameLength(Dimension, gradient.Length, nameof(gradient));
        SpanChecks.Disjoint(point, gradient, nameof(gradient));
        VectorKernels.ScaledSum(l2, point, 0, point, gradient);
        int count = minibatch.IsEmpty ? samples.Count : minibatch.Length;
        Span<double> exponentials = stackalloc double[Block];
        for (int first = 0; first < count; first += Block)
        {
            int size = Math.Min(Block, count - first);
            Span<double> block = exponentials[..size];
            for (int position = 0; position < size; position++)
            {
                int j = minibatch.IsEmpty ? first + position : minibatch[first + position];
                block[position] = samples.Targets[j] * samples.Dot(j, point);
            }

            // The slope of ln(1 + e^-t) is -1 / (1 + e^t).
            DeterministicMath.Exp(block, block);
            for (int position = 0; position < size; position++)
            {
                int j = minibatch.IsEmpty ? first + position : minibatch[first + position];
                samples.AddTo(gradient, j, -samples.Targets[j] / ((1 + block[position]) * count));
            }
        }
    }

    /// <inheritdoc/>
    public (double Largest, double MeanSquare) SampleSmoothness() => samples.SampleSmoothness(0.25, l2);

    /// <summary>The second derivatives of the samples' losses, s (1 - s)/m with s = 1/(1 + e^-t): the weights of the Hessian.</summary>
    /// <param name="point">x, d numbers.</param>
    /// <param name="weights">m numbers, overwritten.</param>
    internal void Curvatures(ReadOnlySpan<double> point, Span<double> weights)
    {
        for (int j = 0; j < samples.Count; j++)
        {
            double u = DeterministicMath.Exp(-Math.Abs(samples.Dot(j, point)));
            weights[j] = u / ((1 + u) * (1 + u) * samples.Count);
        }
    }

    /// <summary>y += factor H v, H the Hessian of f.</summary>
    /// <param name="curvatures">What <see cref="Curvatures"/> wrote.</param>
    /// <param name="v">d numbers.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="y">d numbers, added to.</param>
    internal void AddHessianProduct(ReadOnlySpan<double> curvatures, ReadOnlySpan<double> v, double factor, Span<double> y)
    {
        VectorKernels.Axpy(factor * l2, v, y);
        for (int j = 0; j < samples.Count; j++)
            samples.AddTo(y, j, factor * curvatures[j] * samples.Dot(j, v));
    }
}
