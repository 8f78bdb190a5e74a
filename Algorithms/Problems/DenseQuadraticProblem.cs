using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// Quadratics with full matrices: f_i(x) = 1/2 x . Q_i x + b_i . x, Q_i symmetric and positive semidefinite. x* solves (mean Q) x = -mean b. Immutable: any node
/// may be asked by any number of threads.
/// </summary>
public sealed class DenseQuadraticProblem : DistributedProblem
{
    private readonly DenseQuadraticFunction[] functions;
    private readonly Lazy<double[]> meanMatrix;
    private readonly Lazy<SpectrumEnds> meanSpectrum;

    /// <summary>Makes the problem.</summary>
    /// <param name="matrices">Q_i: for every node d x d numbers, symmetric; kept.</param>
    /// <param name="vectors">b_i: for every node d numbers; kept.</param>
    /// <exception cref="StarlingException">
    /// STAR0302: no node, no dimension, or a matrix that is not positive semidefinite; STAR0207: lengths that differ; STAR0205: a number that is not finite.
    /// </exception>
    public DenseQuadraticProblem(IReadOnlyList<double[]> matrices, IReadOnlyList<double[]> vectors)
        : this(Functions(matrices, vectors))
    {
    }

    private DenseQuadraticProblem(DenseQuadraticFunction[] functions)
        : base(functions, Regularisers.None)
    {
        this.functions = functions;
        meanMatrix = new Lazy<double[]>(() => Mean(Dimension * Dimension, f => f.Matrix));
        meanSpectrum = new Lazy<SpectrumEnds>(() => SpectrumEnds.Of(Dimension, meanMatrix.Value));
    }

    /// <inheritdoc/>
    public override double? AverageSmoothness => meanSpectrum.Value.UpperBound;

    private protected override ProblemSolution? Solve()
    {
        if (CholeskyFactor.TryOf(Dimension, meanMatrix.Value) is not { } factor || !(meanSpectrum.Value.LowerBound > 0))
            return null;
        double[] x = Mean(Dimension, f => f.Linear);
        VectorKernels.Scale<double>(-1, x);
        factor.Solve(x);
        return ProblemObjective.Solution(this, x, meanSpectrum.Value.LowerBound);
    }

    private protected override double? MeasureAverage() => meanSpectrum.Value.LowerBound;

    private double[] Mean(int length, Func<DenseQuadraticFunction, ReadOnlySpan<double>> part)
    {
        double[] mean = new double[length];
        foreach (DenseQuadraticFunction f in functions)
            VectorKernels.Axpy(1.0 / functions.Length, part(f), mean);
        return mean;
    }

    private static DenseQuadraticFunction[] Functions(IReadOnlyList<double[]> matrices, IReadOnlyList<double[]> vectors)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        ArgumentNullException.ThrowIfNull(vectors);
        if (matrices.Count != vectors.Count)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"There are matrices for {matrices.Count} nodes and vectors for {vectors.Count}; every node needs both.");
        var made = new DenseQuadraticFunction[matrices.Count];
        for (int node = 0; node < made.Length; node++)
            made[node] = new DenseQuadraticFunction(matrices[node], vectors[node]);
        return made;
    }
}
