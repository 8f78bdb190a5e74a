using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// Linear regression: f_i(x) = (scale/m_i) |A_i x - b_i|^2 + (l2/2) |x|^2, r(x) = l1 |x|_1. L_i and mu_i are l2 plus (2 scale/m_i) times the
/// largest and smallest eigenvalue of A_i^T A_i. Immutable: any node may be asked by any number of threads.
/// </summary>
/// <remarks>
/// The solution is that of the normal equations of all nodes, by Cholesky's factor; with l1 it is found by coordinate descent. There is
/// none where d is above 2048 or the average of the f_i is not strongly convex. A node with fewer samples than features and l2 = 0 has
/// mu_i = 0 and no conjugate.
/// </remarks>
public sealed class LeastSquaresProblem : DistributedProblem
{
    private readonly LeastSquaresFunction[] functions;
    private readonly double l1;
    private readonly Lazy<double[]> meanHessian;
    private readonly Lazy<SpectrumEnds> meanSpectrum;

    /// <summary>Makes the problem.</summary>
    /// <param name="nodes">A_i and b_i of every node.</param>
    /// <param name="scale">What the mean of the squares is multiplied by: 1 for the mean itself, 1/2 for |A x - b|^2/(2 m).</param>
    /// <param name="l2">The ridge weight, 0 or more.</param>
    /// <param name="l1">The weight of the l1 norm, 0 or more.</param>
    /// <exception cref="StarlingException">STAR0302: features that are all zero without a ridge; STAR0207: nodes that differ in d.</exception>
    public LeastSquaresProblem(IReadOnlyList<NodeSamples> nodes, double scale = 1, double l2 = 0, double l1 = 0)
        : this(Functions(nodes, scale, l2), l1)
    {
    }

    private LeastSquaresProblem(LeastSquaresFunction[] functions, double l1)
        : base(functions, Regularisers.L1(l1))
    {
        this.functions = functions;
        this.l1 = l1;
        meanHessian = new Lazy<double[]>(MeanHessian);
        meanSpectrum = new Lazy<SpectrumEnds>(() => SpectrumEnds.Of(Dimension, meanHessian.Value));
    }

    /// <inheritdoc/>
    public override double? AverageSmoothness => Dimension > GramMatrix.LargestOrder ? null : MeanSpectrum.UpperBound;

    /// <summary>The ends of the spectrum of the average Hessian.</summary>
    internal SpectrumEnds MeanSpectrum => meanSpectrum.Value;

    private protected override ProblemSolution? Solve()
    {
        if (Dimension > GramMatrix.LargestOrder || CholeskyFactor.TryOf(Dimension, meanHessian.Value) is not { } factor)
            return null;
        double convexity = MeanSpectrum.LowerBound;
        if (!(convexity > 0))
            return null;

        double[] x = new double[Dimension];
        foreach (LeastSquaresFunction f in functions)
            VectorKernels.Axpy(1.0 / Nodes, f.Linear, x);
        if (l1 == 0)
            factor.Solve(x);
        else
            x = CoordinateDescent.Minimise(meanHessian.Value, x, l1);
        return ProblemObjective.Solution(this, x, convexity);
    }

    private protected override double? MeasureAverage() => Dimension > GramMatrix.LargestOrder ? null : MeanSpectrum.LowerBound;

    private double[] MeanHessian()
    {
        double[] mean = new double[checked(Dimension * Dimension)];
        foreach (LeastSquaresFunction f in functions)
            VectorKernels.Axpy<double>(1.0 / Nodes, f.Hessian(), mean);
        return mean;
    }

    private static LeastSquaresFunction[] Functions(IReadOnlyList<NodeSamples> nodes, double scale, double l2)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        ArgumentOutOfRangeException.ThrowIfNegative(l2);
        LeastSquaresFunction[] made = new LeastSquaresFunction[nodes.Count];
        Parallel.For(0, made.Length, node => made[node] = new LeastSquaresFunction(nodes[node], scale, l2));
        return made;
    }
}
