using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// The operator of x^T Q x/2 + c . x + sum_j y_j h_j(x) - (mu/2) |y|^2 with h_j(x) = x^T A_j x/2 + b_j . x - d_j: (Q x + c + sum_j y_j (A_j x + b_j), mu y - h(x)). Q and
/// the A_j are symmetric without negative eigenvalues. Arrays are kept. Immutable.
/// </summary>
/// <param name="quadratic">Q, n x n.</param>
/// <param name="linear">c, n numbers.</param>
/// <param name="curvatures">The A_j, one behind the other.</param>
/// <param name="slopes">The b_j, one behind the other.</param>
/// <param name="levels">d, p numbers.</param>
/// <param name="mu">mu.</param>
internal sealed class ConstraintBlocks(double[] quadratic, double[] linear, double[] curvatures, double[] slopes, double[] levels, double mu) : IOperator
{
    /// <inheritdoc/>
    public int Dimension => linear.Length + levels.Length;

    /// <inheritdoc/>
    public int SampleCount => 0;

    /// <summary>n.</summary>
    public int First => linear.Length;

    /// <summary>p.</summary>
    public int Second => levels.Length;

    /// <summary>mu.</summary>
    public double SecondWeight => mu;

    /// <summary>c.</summary>
    public ReadOnlySpan<double> Linear => linear;

    /// <summary>Q.</summary>
    public ReadOnlySpan<double> Quadratic => quadratic;

    /// <summary>A_j.</summary>
    public ReadOnlySpan<double> Curvature(int j) => curvatures.AsSpan(j * First * First, First * First);

    /// <summary>b_j.</summary>
    public ReadOnlySpan<double> Slope(int j) => slopes.AsSpan(j * First, First);

    /// <summary>The mean of several, with the first one's mu.</summary>
    public static ConstraintBlocks Mean(ConstraintBlocks[] parts)
    {
        return new ConstraintBlocks(
            Of(part => part.Quadratic), Of(part => part.Linear), Of(part => part.Curvatures), Of(part => part.Slopes), Of(part => part.Levels), parts[0].SecondWeight);

        double[] Of(Func<ConstraintBlocks, ReadOnlySpan<double>> field)
        {
            double[] mean = new double[field(parts[0]).Length];
            foreach (ConstraintBlocks part in parts)
                VectorKernels.Axpy(1.0 / parts.Length, field(part), mean);
            return mean;
        }
    }

    private ReadOnlySpan<double> Curvatures => curvatures;

    private ReadOnlySpan<double> Slopes => slopes;

    private ReadOnlySpan<double> Levels => levels;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        SpanChecks.SameLength(Dimension, value.Length, nameof(value));
        SpanChecks.Disjoint(point, value, nameof(value));
        ReadOnlySpan<double> x = point[..First];
        for (int i = 0; i < First; i++)
            value[i] = linear[i] + VectorKernels.Dot(quadratic.AsSpan(i * First, First), x);
        for (int j = 0; j < Second; j++)
        {
            double y = point[First + j];
            value[First + j] = (mu * y) - ValueOf(j, x, y, value[..First]);
        }
    }

    /// <summary>h_j(x), and sum += y (A_j x + b_j).</summary>
    public double ValueOf(int j, ReadOnlySpan<double> x, double y, Span<double> sum)
    {
        ReadOnlySpan<double> curvature = Curvature(j);
        ReadOnlySpan<double> slope = Slope(j);
        double square = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double product = VectorKernels.Dot(curvature.Slice(i * First, First), x);
            square += x[i] * product;
            sum[i] += y * (product + slope[i]);
        }

        return (0.5 * square) + VectorKernels.Dot(slope, x) - levels[j];
    }

    /// <summary>The sum of y_j d_j.</summary>
    public double LevelOf(ReadOnlySpan<double> y) => VectorKernels.Dot(levels, y);
}
