using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// min over |x| &lt;= 1, max over y &gt;= 0, |y| &lt;= 1 of x^T Q x/2 + c^T x + sum_j y_j (x^T A_j x/2 + b_j^T x - d_j) - (mu/2) |y|^2, where nodes hold parts of a mean Q, c,
/// A_j, b_j and d (<see cref="QuadraticConstraintsOptions"/>). Immutable: any node may be asked by any number of threads.
/// </summary>
/// <remarks>
/// On C, with q the largest eigenvalue of Q: L_xx = norm of the |A_j|, L_xy = norm of the |A_j| + |b_j|, L at most max(q + L_xx, mu) + L_xy, and F strongly monotone with
/// the smaller of mu and the least eigenvalue of Q. Cocoercivity constants are L^2/mu, which is all that is known in general.
/// </remarks>
public sealed class QuadraticConstraintsGame : IGame
{
    private readonly ConstraintBlocks[] locals;
    private readonly ConstraintBlocks mean;
    private readonly double[]? start;
    private readonly Lazy<Norms> norms;
    private readonly Lazy<GameConstants> constants;

    internal QuadraticConstraintsGame(ConstraintBlocks[] locals, double[]? start)
    {
        this.locals = locals;
        this.start = start;
        mean = ConstraintBlocks.Mean(locals);
        Set = SetOf(mean.First, mean.Second);
        norms = new Lazy<Norms>(() => Norms.Of(mean));
        constants = new Lazy<GameConstants>(Measure);
        PrimalDual = new PrimalDualStructure(
            mean.First, mean.SecondWeight, () => norms.Value.Smoothness, () => norms.Value.Coupling, couplingCurvature: () => norms.Value.CouplingCurvature);
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension => mean.Dimension;

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <inheritdoc/>
    public GameConstants Constants => constants.Value;

    /// <summary>Not computed; <see cref="Gap"/> tells how far a point is from it.</summary>
    public ReadOnlyMemory<double>? Solution => null;

    /// <inheritdoc/>
    public PrimalDualStructure PrimalDual { get; }

    /// <inheritdoc/>
    public IOperator Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    /// <inheritdoc/>
    public void Start(Span<double> point)
    {
        if (start is null)
            point.Clear();
        else
            start.CopyTo(point);
    }

    /// <summary>
    /// max over y' of f(x, y') - min over x' of f(x', y): y' is h(x)/mu brought into its set; x' solves a quadratic with Q + sum_j y_j A_j over the ball.
    /// </summary>
    /// <param name="point">z, a point of C.</param>
    public double? Gap(ReadOnlySpan<double> point)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        ReadOnlySpan<double> x = point[..mean.First];
        ReadOnlySpan<double> y = point[mean.First..];
        double[] slope = mean.Linear.ToArray();
        double[] matrix = mean.Quadratic.ToArray();
        double[] excess = new double[y.Length];
        double[] unused = new double[x.Length];
        double objective = VectorKernels.Dot(mean.Linear, x);
        for (int i = 0; i < x.Length; i++)
            objective += 0.5 * x[i] * VectorKernels.Dot(mean.Quadratic.Slice(i * x.Length, x.Length), x);
        for (int j = 0; j < y.Length; j++)
        {
            excess[j] = mean.ValueOf(j, x, 0, unused);
            VectorKernels.Axpy(y[j], mean.Slope(j), slope);
            VectorKernels.Axpy(y[j], mean.Curvature(j), matrix);
        }

        double mu = mean.SecondWeight;
        double[] answer = [.. excess];
        VectorKernels.Scale<double>(1 / mu, answer);
        BallProjection.Project<double>(answer, 1, isNonnegative: true);
        double most = objective + VectorKernels.Dot<double>(excess, answer) - (0.5 * mu * VectorKernels.SumOfSquares<double>(answer));
        double least = BallMinimum.Of(SymmetricSpectrum.Of(x.Length, matrix), slope) - mean.LevelOf(y) - (0.5 * mu * VectorKernels.SumOfSquares(y));
        return most - least;
    }

    /// <summary>C.</summary>
    internal static FeasibleSet SetOf(int first, int second) => FeasibleSet.BallAndNonnegativeBall(first, 1, second, 1);

    private GameConstants Measure()
    {
        var each = new Norms[locals.Length];
        Parallel.For(0, locals.Length, node => each[node] = Norms.Of(locals[node]));
        double cocoercivity = each.Max(one => one.Lipschitz * one.Lipschitz / one.Monotonicity);
        Norms whole = norms.Value;
        return new GameConstants
        {
            Lipschitz = whole.Lipschitz,
            NodeLipschitz = [.. each.Select(one => one.Lipschitz)],
            StrongMonotonicity = each.Min(one => one.Monotonicity),
            AverageMonotonicity = whole.Monotonicity,
            Cocoercivity = cocoercivity,
            AverageCocoercivity = Math.Min(cocoercivity, whole.Lipschitz * whole.Lipschitz / whole.Monotonicity),
            SampleCocoercivity = cocoercivity,
            SampleLipschitzSquared = [.. each.Select(one => one.Lipschitz * one.Lipschitz)],
        };
    }

    private readonly record struct Norms(double Smoothness, double Coupling, double CouplingCurvature, double Lipschitz, double Monotonicity)
    {
        public static Norms Of(ConstraintBlocks blocks)
        {
            double[] values = SymmetricSpectrum.ValuesOf(blocks.First, blocks.Quadratic.ToArray());
            double coupling = 0;
            double curvature = 0;
            for (int j = 0; j < blocks.Second; j++)
            {
                double norm = SymmetricSpectrum.ValuesOf(blocks.First, blocks.Curvature(j).ToArray())[^1];
                double lipschitz = norm + VectorKernels.Norm2(blocks.Slope(j));
                curvature += norm * norm;
                coupling += lipschitz * lipschitz;
            }

            coupling = Math.Sqrt(coupling);
            curvature = Math.Sqrt(curvature);
            double mu = blocks.SecondWeight;
            return new Norms(
                values[^1], coupling, curvature, Math.Max(values[^1] + curvature, mu) + coupling, Math.Max(0, Math.Min(values[0], mu)));
        }
    }
}
