using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>F_m(z) = K_m z + b_m, or the mean of r_m such operators. Immutable: any number of threads may use it.</summary>
internal abstract class AffineOperator : IOperator
{
    /// <inheritdoc/>
    public abstract int Dimension { get; }

    /// <inheritdoc/>
    public virtual int SampleCount => 0;

    /// <inheritdoc/>
    public abstract void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value);

    /// <summary>Adds what the operator consists of to dense numbers.</summary>
    /// <param name="weight">What it is multiplied by.</param>
    /// <param name="matrix">D x D numbers: weight K_m is added.</param>
    /// <param name="vector">D numbers: weight b_m is added.</param>
    public abstract void AddTo(double weight, Span<double> matrix, Span<double> vector);

    /// <summary>The constants of F_m.</summary>
    public virtual OperatorConstants Constants()
    {
        double[] matrix = new double[checked(Dimension * Dimension)];
        AddTo(1, matrix, new double[Dimension]);
        return OperatorConstants.Of(Dimension, matrix);
    }

    /// <summary>Of the data: the largest cocoercivity constant, and the mean of the squared Lipschitz constants.</summary>
    /// <param name="whole">The constants of F_m, which stand for those of its data where there are none.</param>
    public virtual (double Cocoercivity, double LipschitzSquared) SampleConstants(OperatorConstants whole) =>
        (whole.Cocoercivity, whole.Lipschitz * whole.Lipschitz);

    private protected void Check(ReadOnlySpan<double> point, Span<double> value)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        SpanChecks.SameLength(Dimension, value.Length, nameof(value));
        SpanChecks.Disjoint(point, value, nameof(value));
    }
}
