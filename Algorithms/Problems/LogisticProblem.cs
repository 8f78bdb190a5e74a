using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// Logistic regression: f_i(x) = (1/m_i) sum_j ln(1 + exp(-b_j a_j . x)) + (l2/2) |x|^2 with labels b_j of -1 and +1.
/// L_i = l2 + the largest eigenvalue of A_i^T A_i over 4 m_i (an upper bound of it, exact but for rounding where the smaller of
/// m_i and d is at most 2048); mu = l2. Immutable: any node may be asked by any number of threads.
/// </summary>
/// <remarks>
/// The solution is found by Newton's method with conjugate gradients, to a gradient of norm 1e-12 or to what rounding allows. There is
/// none without a ridge.
/// </remarks>
public sealed class LogisticProblem : DistributedProblem
{
    private readonly LogisticFunction[] functions;

    /// <summary>Makes the problem.</summary>
    /// <param name="nodes">A_i and the labels of every node.</param>
    /// <param name="l2">The ridge weight mu, 0 or more.</param>
    /// <exception cref="StarlingException">
    /// STAR0210: a label that is neither -1 nor +1; STAR0207: nodes that differ in d; STAR0302: features that are all zero without
    /// a ridge.
    /// </exception>
    public LogisticProblem(IReadOnlyList<NodeSamples> nodes, double l2)
        : this(Functions(nodes, l2))
    {
    }

    private LogisticProblem(LogisticFunction[] functions)
        : base(functions, Regularisers.None) =>
        this.functions = functions;

    private protected override ProblemSolution? Solve() => StrongConvexity > 0
        ? ProblemObjective.Solution(this, LogisticNewton.Minimise(this, functions), StrongConvexity)
        : null;

    // Of the Hessian at x*; made column by column, as no other part of the problem needs it.
    private protected override double? MeasureAverage()
    {
        const double MostWork = 1e10;
        double samples = functions.Sum(f => (double)f.SampleCount);
        if (Dimension > GramMatrix.LargestOrder || samples * Dimension * Dimension > MostWork || Solution is not { } solution)
            return null;

        double[][] curvatures = [.. functions.Select(f => new double[f.SampleCount])];
        for (int node = 0; node < functions.Length; node++)
            functions[node].Curvatures(solution.Point.Span, curvatures[node]);
        double[] hessian = new double[Dimension * Dimension];
        double[] unit = new double[Dimension];
        for (int k = 0; k < Dimension; k++)
        {
            unit[k] = 1;
            for (int node = 0; node < functions.Length; node++)
                functions[node].AddHessianProduct(curvatures[node], unit, 1.0 / functions.Length, hessian.AsSpan(k * Dimension, Dimension));
            unit[k] = 0;
        }

        return SpectrumEnds.Of(Dimension, hessian).LowerBound;
    }

    private static LogisticFunction[] Functions(IReadOnlyList<NodeSamples> nodes, double l2)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        ArgumentOutOfRangeException.ThrowIfNegative(l2);
        LogisticFunction[] made = new LogisticFunction[nodes.Count];
        foreach (NodeSamples node in nodes)
            CheckLabels(node);
        Parallel.For(0, made.Length, node => made[node] = new LogisticFunction(nodes[node], l2));
        return made;
    }

    private static void CheckLabels(NodeSamples samples)
    {
        foreach (double label in samples.Targets)
        {
            if (label is not (1 or -1))
                throw new StarlingException(ErrorCatalog.DataUnsuitable, $"Logistic regression needs labels -1 and +1; one is {label}.");
        }
    }
}
