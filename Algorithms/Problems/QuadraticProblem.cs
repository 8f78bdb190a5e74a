using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Problems;

/// <summary>
/// Diagonal quadratics: f_i(x) = 1/2 sum_k h_ik (x_k - c_ik)^2. L_i = max_k h_ik, mu_i = min_k h_ik,
/// x*_k = sum_i h_ik c_ik / sum_i h_ik. Immutable: any node may be asked by any number of threads.
/// </summary>
public sealed class QuadraticProblem : DistributedProblem
{
    private readonly QuadraticFunction[] functions;

    /// <summary>Makes the problem.</summary>
    /// <param name="curvatures">h: for every node d numbers above 0; kept.</param>
    /// <param name="centers">c: for every node d numbers; kept.</param>
    /// <exception cref="StarlingException">
    /// STAR0302: no node, no dimension, or a curvature of 0 or below; STAR0207: lengths that differ; STAR0205: a number that is not
    /// finite.
    /// </exception>
    public QuadraticProblem(double[][] curvatures, double[][] centers)
        : this(Functions(curvatures, centers))
    {
    }

    private QuadraticProblem(QuadraticFunction[] functions)
        : base(functions, Regularisers.None) =>
        this.functions = functions;

    /// <inheritdoc/>
    public override double? AverageSmoothness => MeanCurvatures().Max();

    private protected override ProblemSolution? Solve()
    {
        double[] x = new double[Dimension];
        for (int k = 0; k < x.Length; k++)
        {
            double weighted = 0;
            double total = 0;
            foreach (QuadraticFunction f in functions)
            {
                weighted = Math.FusedMultiplyAdd(f.Curvature[k], f.Center[k], weighted);
                total += f.Curvature[k];
            }

            x[k] = weighted / total;
        }

        return ProblemObjective.Solution(this, x, LeastMean());
    }

    private protected override double? MeasureAverage() => LeastMean();

    private double LeastMean() => MeanCurvatures().Min();

    private IEnumerable<double> MeanCurvatures()
    {
        for (int k = 0; k < Dimension; k++)
        {
            double total = 0;
            foreach (QuadraticFunction f in functions)
                total += f.Curvature[k];
            yield return total / Nodes;
        }
    }

    private static QuadraticFunction[] Functions(double[][] curvatures, double[][] centers)
    {
        ArgumentNullException.ThrowIfNull(curvatures);
        ArgumentNullException.ThrowIfNull(centers);
        if (curvatures.Length != centers.Length)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"There are curvatures for {curvatures.Length} nodes and centers for {centers.Length}; every node needs both.");
        QuadraticFunction[] made = new QuadraticFunction[curvatures.Length];
        for (int node = 0; node < made.Length; node++)
            made[node] = new QuadraticFunction(curvatures[node], centers[node]);
        return made;
    }
}
