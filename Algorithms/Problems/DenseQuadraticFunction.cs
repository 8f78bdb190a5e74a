using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>f(x) = 1/2 x . Q x + b . x; its conjugate has the gradient Q^-1 (v - b). Immutable: any number of threads may use it.</summary>
internal sealed class DenseQuadraticFunction : ILocalFunction, IConjugate
{
    private readonly double[] matrix;
    private readonly double[] linear;
    private readonly Lazy<CholeskyFactor?> factor;

    public DenseQuadraticFunction(double[] matrix, double[] linear)
    {
        this.matrix = matrix;
        this.linear = linear;
        if (linear.Length == 0)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "A quadratic needs a dimension of 1 or more.");
        if ((long)linear.Length * linear.Length != matrix.Length)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"A matrix has {matrix.Length} numbers; with a vector of {linear.Length} it needs {(long)linear.Length * linear.Length}.");
        if (!VectorKernels.IsFinite<double>(matrix) || !VectorKernels.IsFinite<double>(linear))
            throw new StarlingException(ErrorCatalog.DataNotFinite, "Every number of a quadratic must be finite.");

        var spectrum = SpectrumEnds.Of(Dimension, matrix);
        Smoothness = spectrum.UpperBound;
        StrongConvexity = spectrum.Smallest < -spectrum.Error ? spectrum.Smallest : Math.Max(0, spectrum.LowerBound);
        factor = new Lazy<CholeskyFactor?>(() => CholeskyFactor.TryOf(Dimension, matrix));
    }

    /// <inheritdoc/>
    public int Dimension => linear.Length;

    /// <inheritdoc/>
    public int SampleCount => 0;

    /// <inheritdoc/>
    public double Smoothness { get; }

    /// <inheritdoc/>
    public double StrongConvexity { get; }

    /// <summary>There is one where Q is positive definite beyond rounding; the first call factors Q.</summary>
    public IConjugate? Conjugate => StrongConvexity > 0 && factor.Value is not null ? this : null;

    /// <summary>Q.</summary>
    public ReadOnlySpan<double> Matrix => matrix;

    /// <summary>b.</summary>
    public ReadOnlySpan<double> Linear => linear;

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> point)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        double square = 0;
        for (int i = 0; i < Dimension; i++)
            square += point[i] * VectorKernels.Dot(matrix.AsSpan(i * Dimension, Dimension), point);
        return (0.5 * square) + VectorKernels.Dot(linear, point);
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, Span<double> gradient)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        SpanChecks.SameLength(Dimension, gradient.Length, nameof(gradient));
        SpanChecks.Disjoint(point, gradient, nameof(gradient));
        linear.CopyTo(gradient);
        for (int i = 0; i < Dimension; i++)
            VectorKernels.Axpy(point[i], matrix.AsSpan(i * Dimension, Dimension), gradient);
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient) => Gradient(point, gradient);

    /// <inheritdoc/>
    void IConjugate.Gradient(ReadOnlySpan<double> dual, Span<double> point)
    {
        VectorKernels.Subtract(dual, linear, point);
        factor.Value!.Solve(point);
    }
}
