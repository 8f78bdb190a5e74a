using System.Globalization;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Problems;

/// <summary>What the problems of this room share: their local functions, the constants over all nodes, and a solution made once.</summary>
public abstract class DistributedProblem : IDistributedProblem
{
    private readonly ILocalFunction[] locals;
    private readonly Lazy<ProblemSolution?> solution;
    private readonly Lazy<double?> averageConvexity;

    private protected DistributedProblem(ILocalFunction[] locals, IRegulariser regulariser)
    {
        this.locals = locals;
        Regulariser = regulariser;
        solution = new Lazy<ProblemSolution?>(Solve);
        averageConvexity = new Lazy<double?>(() => MeasureAverage() is { } measured ? Math.Max(StrongConvexity, measured) : null);
        if (locals.Length == 0)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "A problem needs a node or more.");

        Dimension = locals[0].Dimension;
        StrongConvexity = double.PositiveInfinity;
        for (int node = 0; node < locals.Length; node++)
        {
            Check(locals[node], node);
            Smoothness = Math.Max(Smoothness, locals[node].Smoothness);
            StrongConvexity = Math.Min(StrongConvexity, locals[node].StrongConvexity);
        }
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public double Smoothness { get; }

    /// <inheritdoc/>
    public double StrongConvexity { get; }

    /// <inheritdoc/>
    public double? AverageConvexity => averageConvexity.Value;

    /// <inheritdoc/>
    public virtual double? AverageSmoothness => null;

    /// <inheritdoc/>
    public IRegulariser Regulariser { get; }

    /// <inheritdoc/>
    public ProblemSolution? Solution => solution.Value;

    /// <inheritdoc/>
    public ILocalFunction Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    /// <summary>Computes x*; null where it cannot be.</summary>
    private protected abstract ProblemSolution? Solve();

    /// <summary>Computes a lower bound of the curvatures of the average; null where that takes too long.</summary>
    private protected abstract double? MeasureAverage();

    private void Check(ILocalFunction local, int node)
    {
        if (local.Dimension != Dimension)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"Node {node} has {local.Dimension} features and node 0 has {Dimension}; all nodes must share one x.");
        double smoothness = local.Smoothness;
        double convexity = local.StrongConvexity;
        if (!(smoothness > 0 && double.IsFinite(smoothness) && convexity >= 0 && convexity <= smoothness))
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, string.Create(CultureInfo.InvariantCulture,
                $"The function of node {node} has the smoothness {smoothness} and the strong convexity {convexity}; a finite "
                + $"smoothness above 0 and a strong convexity from 0 up to it are needed."));
    }
}
