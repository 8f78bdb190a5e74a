using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// min over |x| &lt;= 1, max over |y| &lt;= 1 of x^T Q x/2 + c^T x + y^T (A x - b) - (mu/2) |y|^2, where nodes hold parts of a mean Q, c, A and b
/// (<see cref="QuadraticPenaltyOptions"/>). Immutable: any node may be asked by any number of threads.
/// </summary>
public sealed class QuadraticPenaltyGame : IGame
{
    private readonly AffineGame affine;
    private readonly SaddleBlocks mean;
    private readonly Lazy<SymmetricSpectrum> spectrum;
    private readonly double[]? start;
    private readonly double mu;

    internal QuadraticPenaltyGame(SaddleBlocks[] locals, double mu, double[]? start)
    {
        this.mu = mu;
        this.start = start;
        mean = MeanOf(locals, mu);
        Set = FeasibleSet.Balls((mean.First, 1), (mean.Second, 1));
        affine = new AffineGame([.. locals.Select(local => new SaddleOperator(local))], Set);
        spectrum = new Lazy<SymmetricSpectrum>(() => SymmetricSpectrum.Of(mean.First, [.. mean.FirstBlock!]));
        PrimalDual = new PrimalDualStructure(mean.First, mu, () => FirstSmoothness, () => CouplingNorm);
    }

    /// <inheritdoc/>
    public int Nodes => affine.Nodes;

    /// <inheritdoc/>
    public int Dimension => affine.Dimension;

    /// <summary>The length of x; y has the rest of z.</summary>
    public int FirstLength => mean.First;

    /// <summary>L_f, the largest eigenvalue of Q.</summary>
    public double FirstSmoothness => spectrum.Value.Values[^1];

    /// <summary>|A|, its largest singular value.</summary>
    public double CouplingNorm => OperatorConstants.Norm(mean.First, mean.Second, mean.Coupling);

    /// <summary>mu.</summary>
    public double SecondConvexity => mu;

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <inheritdoc/>
    public GameConstants Constants => affine.Constants;

    /// <summary>Not computed; <see cref="Gap"/> tells how far a point is from it.</summary>
    public ReadOnlyMemory<double>? Solution => null;

    /// <inheritdoc/>
    public PrimalDualStructure PrimalDual { get; }

    /// <inheritdoc/>
    public IOperator Local(int node) => affine.Local(node);

    /// <inheritdoc/>
    public void Start(Span<double> point)
    {
        if (start is null)
            point.Clear();
        else
            start.CopyTo(point);
    }

    /// <summary>
    /// max over y' of f(x, y') - min over x' of f(x', y): y' is (A x - b)/mu brought into its ball; x' solves (Q + nu I) x' = -(c + A^T y) with the least nu &gt;= 0
    /// that leaves it in its ball, found by bisection.
    /// </summary>
    /// <param name="point">z, two points of balls.</param>
    public double? Gap(ReadOnlySpan<double> point)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        ReadOnlySpan<double> x = point[..mean.First];
        ReadOnlySpan<double> y = point[mean.First..];
        ReadOnlySpan<double> c = mean.Linear.AsSpan(0, mean.First);
        ReadOnlySpan<double> b = mean.Linear.AsSpan(mean.First);

        double[] excess = new double[mean.Second];
        double[] slope = c.ToArray();
        double square = 0;
        for (int i = 0; i < x.Length; i++)
        {
            ReadOnlySpan<double> column = mean.Coupling.AsSpan(i * y.Length, y.Length);
            VectorKernels.Axpy(x[i], column, excess);
            slope[i] += VectorKernels.Dot(column, y);
            square += x[i] * VectorKernels.Dot(mean.FirstBlock.AsSpan(i * x.Length, x.Length), x);
        }

        VectorKernels.Axpy(-1, b, excess);
        double[] answer = [.. excess];
        VectorKernels.Scale<double>(1 / mu, answer);
        BallProjection.Project<double>(answer, 1);
        double most = (0.5 * square) + VectorKernels.Dot(c, x)
            + VectorKernels.Dot<double>(excess, answer) - (0.5 * mu * VectorKernels.SumOfSquares<double>(answer));
        double least = BallMinimum.Of(spectrum.Value, slope) - VectorKernels.Dot(b, y) - (0.5 * mu * VectorKernels.SumOfSquares(y));
        return most - least;
    }

    private static SaddleBlocks MeanOf(SaddleBlocks[] locals, double mu)
    {
        double[] quadratic = new double[locals[0].FirstBlock!.Length];
        double[] coupling = new double[locals[0].Coupling.Length];
        double[] linear = new double[locals[0].Dimension];
        foreach (SaddleBlocks local in locals)
        {
            VectorKernels.Axpy<double>(1.0 / locals.Length, local.FirstBlock, quadratic);
            VectorKernels.Axpy<double>(1.0 / locals.Length, local.Coupling, coupling);
            VectorKernels.Axpy<double>(1.0 / locals.Length, local.Linear, linear);
        }

        return new SaddleBlocks { First = locals[0].First, FirstBlock = quadratic, Coupling = coupling, Linear = linear, SecondWeight = mu };
    }
}
