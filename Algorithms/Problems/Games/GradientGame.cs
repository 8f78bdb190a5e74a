using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// A convex problem as a game with one player: F_m = grad f_m, C = R^d, z* = x*. L_m is the smoothness of f_m, mu the strong convexity, and gradients of
/// convex functions are cocoercive with l_m = L_m (Baillon and Haddad, 1977).
/// </summary>
public sealed class GradientGame : IGame
{
    private readonly IDistributedProblem problem;
    private readonly GradientOperator[] locals;
    private readonly Lazy<GameConstants> constants;

    /// <summary>Wraps a problem.</summary>
    /// <param name="problem">The problem; it must have no regulariser.</param>
    /// <exception cref="StarlingException">STAR0302: it has one.</exception>
    public GradientGame(IDistributedProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!problem.Regulariser.IsZero)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed,
                "Methods for games know gradients only, and this problem has a regulariser without one; set `l1` to 0.");
        this.problem = problem;
        Set = FeasibleSet.Everything(problem.Dimension);
        locals = new GradientOperator[problem.Nodes];
        for (int node = 0; node < locals.Length; node++)
            locals[node] = new GradientOperator(problem.Local(node));
        constants = new Lazy<GameConstants>(Measure);
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension => problem.Dimension;

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <summary>
    /// What is known. L is the mean of the L_m where the problem does not know the smoothness of its average; of data whose constants are not known, r_m L_m
    /// bounds them.
    /// </summary>
    public GameConstants Constants => constants.Value;

    /// <inheritdoc/>
    public ReadOnlyMemory<double>? Solution => problem.Solution?.Point;

    /// <inheritdoc/>
    public IOperator Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    private GameConstants Measure()
    {
        double[] each = new double[locals.Length];
        var data = new (double Largest, double MeanSquare)[locals.Length];
        for (int node = 0; node < each.Length; node++)
        {
            each[node] = problem.SmoothnessOf(node);
            data[node] = locals[node].SampleSmoothness(each[node]);
        }

        double lipschitz = problem.AverageSmoothness ?? each.Sum() / each.Length;
        return new GameConstants
        {
            Lipschitz = lipschitz,
            NodeLipschitz = [.. each],
            StrongMonotonicity = problem.StrongConvexity,
            AverageMonotonicity = problem.AverageConvexity ?? problem.StrongConvexity,
            Cocoercivity = each.Max(),
            AverageCocoercivity = lipschitz,
            SampleCocoercivity = data.Max(one => one.Largest),
            SampleLipschitzSquared = [.. data.Select(one => one.MeanSquare)],
        };
    }

    private sealed class GradientOperator(ILocalFunction function) : IOperator
    {
        public int Dimension => function.Dimension;

        public int SampleCount => function.SampleCount;

        public void Evaluate(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> value)
        {
            if (samples.IsEmpty)
                function.Gradient(point, value);
            else
                function.Gradient(point, samples, value);
        }

        // f_m is the mean of convex functions, so that none of them can be smoother than r_m times as much.
        public (double Largest, double MeanSquare) SampleSmoothness(double smoothness)
        {
            if (function is ISampledFunction sampled)
                return sampled.SampleSmoothness();
            double bound = Math.Max(1, SampleCount) * smoothness;
            return (bound, bound * bound);
        }
    }
}
