using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>f(x) = 1/2 sum_k h_k (x_k - c_k)^2; its conjugate has the gradient c_k + v_k / h_k.</summary>
internal sealed class QuadraticFunction : ILocalFunction, IConjugate
{
    private readonly double[] curvature;
    private readonly double[] center;

    public QuadraticFunction(double[] curvature, double[] center)
    {
        this.curvature = curvature;
        this.center = center;
        if (curvature.Length != center.Length)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"A quadratic has {curvature.Length} curvatures and {center.Length} centers; both have one number a coordinate.");
        if (curvature.Length == 0)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "A quadratic needs a dimension of 1 or more.");
        if (!VectorKernels.IsFinite<double>(curvature) || !VectorKernels.IsFinite<double>(center))
            throw new StarlingException(ErrorCatalog.DataNotFinite, "Every curvature and every center of a quadratic must be finite.");

        StrongConvexity = curvature.Min();
        Smoothness = curvature.Max();
        if (!(StrongConvexity > 0))
            throw new StarlingException(ErrorCatalog.ProblemIllPosed,
                string.Create(CultureInfo.InvariantCulture, $"Every curvature of a quadratic must be above 0; one is {StrongConvexity}."));
    }

    /// <inheritdoc/>
    public int Dimension => curvature.Length;

    /// <inheritdoc/>
    public int SampleCount => 0;

    /// <inheritdoc/>
    public double Smoothness { get; }

    /// <inheritdoc/>
    public double StrongConvexity { get; }

    /// <inheritdoc/>
    public IConjugate? Conjugate => this;

    /// <summary>h.</summary>
    public ReadOnlySpan<double> Curvature => curvature;

    /// <summary>c, the minimiser.</summary>
    public ReadOnlySpan<double> Center => center;

    /// <inheritdoc/>
    public double Value(ReadOnlySpan<double> point)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        double sum = 0;
        for (int k = 0; k < point.Length; k++)
        {
            double distance = point[k] - center[k];
            sum = Math.FusedMultiplyAdd(curvature[k] * distance, distance, sum);
        }

        return 0.5 * sum;
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, Span<double> gradient) =>
        TripleKernel<DifferenceProductOperation>.Run(point, center, curvature, gradient);

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient) => Gradient(point, gradient);

    /// <inheritdoc/>
    void IConjugate.Gradient(ReadOnlySpan<double> dual, Span<double> point) =>
        TripleKernel<QuotientSumOperation>.Run(dual, center, curvature, point);
}
