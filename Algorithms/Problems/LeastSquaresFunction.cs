using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// f(x) = (scale/m) sum_j (a_j . x - b_j)^2 + (l2/2) |x|^2 = 1/2 x . H x - q . x + const with H = (2 scale/m) A^T A + l2 I and
/// q = (2 scale/m) A^T b. Immutable: any number of threads may use it.
/// </summary>
internal sealed class LeastSquaresFunction : ILocalFunction, IConjugate, ISampledFunction
{
    private readonly NodeSamples samples;
    private readonly double scale;
    private readonly double l2;
    private readonly double[] linear;

    // Kept where it is smaller than the samples: then it makes the faster gradient.
    private readonly double[]? hessian;
    private readonly Lazy<CholeskyFactor?> factor;

    public LeastSquaresFunction(NodeSamples samples, double scale, double l2)
    {
        this.samples = samples;
        this.scale = scale;
        this.l2 = l2;
        factor = new Lazy<CholeskyFactor?>(() => CholeskyFactor.TryOf(Dimension, Hessian()));

        double weight = Weight(samples.Count);
        linear = new double[samples.Dimension];
        for (int j = 0; j < samples.Count; j++)
            samples.AddTo(linear, j, weight * samples.Targets[j]);

        bool keepsHessian = Dimension <= GramMatrix.LargestOrder && (long)Dimension * Dimension <= samples.StoredCount;
        double[]? gram = keepsHessian ? GramMatrix.Of(samples) : null;
        (double lower, double upper) = GramMatrix.Bounds(samples, gram);
        Smoothness = (weight * upper) + l2;
        StrongConvexity = (weight * lower) + l2;
        hessian = gram is null ? null : Hessian(gram);
    }

    /// <inheritdoc/>
    public int Dimension => samples.Dimension;

    /// <inheritdoc/>
    public int SampleCount => samples.Count;

    /// <inheritdoc/>
    public double Smoothness { get; }

    /// <inheritdoc/>
    public double StrongConvexity { get; }

    /// <summary>There is one where H is positive definite beyond rounding and d at most 2048; the first call factors H.</summary>
    public IConjugate? Conjugate =>
        StrongConvexity > 0 && Dimension <= GramMatrix.LargestOrder && factor.Value is not null ? this : null;

    /// <summary>q.</summary>
    public ReadOnlySpan<double> Linear => linear;

    /// <summary>H, d x d; not to be changed.</summary>
    public double[] Hessian() => hessian ?? Hessian(GramMatrix.Of(samples));

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> point)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        double sum = 0;
        for (int j = 0; j < samples.Count; j++)
        {
            double residual = samples.Dot(j, point) - samples.Targets[j];
            sum = Math.FusedMultiplyAdd(residual, residual, sum);
        }

        return (scale * sum / samples.Count) + (0.5 * l2 * VectorKernels.SumOfSquares(point));
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, Span<double> gradient)
    {
        if (hessian is null)
        {
            Gradient(point, [], gradient);
            return;
        }

        Check(point, gradient);
        VectorKernels.ScaledSum(-1, linear, 0, linear, gradient);
        for (int k = 0; k < point.Length; k++)
            VectorKernels.Axpy(point[k], hessian.AsSpan(k * Dimension, Dimension), gradient);
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> minibatch, Span<double> gradient)
    {
        if (minibatch.IsEmpty && hessian is not null)
        {
            Gradient(point, gradient);
            return;
        }

        Check(point, gradient);
        VectorKernels.ScaledSum(l2, point, 0, point, gradient);
        int count = minibatch.IsEmpty ? samples.Count : minibatch.Length;
        double weight = Weight(count);
        for (int position = 0; position < count; position++)
        {
            int j = minibatch.IsEmpty ? position : minibatch[position];
            samples.AddTo(gradient, j, weight * (samples.Dot(j, point) - samples.Targets[j]));
        }
    }

    /// <inheritdoc/>
    void IConjugate.Gradient(ReadOnlySpan<double> dual, Span<double> point)
    {
        VectorKernels.Add(dual, linear, point);
        factor.Value!.Solve(point);
    }

    /// <inheritdoc/>
    public (double Largest, double MeanSquare) SampleSmoothness() => samples.SampleSmoothness(2 * scale, l2);

    // Turns A^T A into H, in place.
    private double[] Hessian(double[] gram)
    {
        VectorKernels.Scale<double>(Weight(samples.Count), gram);
        for (int k = 0; k < Dimension; k++)
            gram[(k * Dimension) + k] += l2;
        return gram;
    }

    private double Weight(int count) => 2 * scale / count;

    private void Check(ReadOnlySpan<double> point, Span<double> gradient)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        SpanChecks.SameLength(Dimension, gradient.Length, nameof(gradient));
        SpanChecks.Disjoint(point, gradient, nameof(gradient));
    }
}
