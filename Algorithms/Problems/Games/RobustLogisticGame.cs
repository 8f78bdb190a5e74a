using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// Robust logistic regression (<see cref="RobustLogisticOptions"/>): z is w and then r, or the r_i in the order of nodes and samples. Immutable: any node may be
/// asked by any number of threads.
/// </summary>
/// <remarks>
/// At a saddle point f(w*, 0) &lt;= f(w*, r*) &lt;= max_r f(0, r) = ln 2, so that |w*| &lt; R = sqrt(2 ln(2)/lambda), and |r*| &lt;= R/beta. Constants hold there: those of
/// one sample are L = ((|a| + R/beta)^2 + R^2)/4 + 1 + max(lambda, beta) and mu = min(lambda, beta - R^2/4), and l = L^2/mu.
/// </remarks>
public sealed class RobustLogisticGame : IGame
{
    private const int LargestForNewton = 512;

    private readonly NodeSamples[] nodes;
    private readonly RobustLogisticOperator[] locals;
    private readonly double lambda;
    private readonly double beta;
    private readonly bool isShared;
    private readonly Lazy<GameConstants> constants;
    private readonly Lazy<double[]?> solution;

    /// <summary>Makes the game.</summary>
    /// <param name="nodes">The samples of every node, with targets of -1 and +1.</param>
    /// <param name="lambda">The ridge weight of w, above 0.</param>
    /// <param name="beta">What moving a sample costs, above ln(2)/(2 lambda).</param>
    /// <param name="perturbation">Whether all samples are moved by one r.</param>
    /// <exception cref="StarlingException">STAR0302: no node, or a weight that is too small; STAR0207: nodes that differ in features.</exception>
    public RobustLogisticGame(IReadOnlyList<NodeSamples> nodes, double lambda, double beta, Perturbation perturbation)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Count == 0)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "A game needs a node or more.");
        if (!(lambda > 0 && beta > LeastBeta(lambda)))
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, FormattableString.Invariant(
                $"With lambda {lambda} beta must be above {LeastBeta(lambda):g4}, or the opponent gains without end; it is {beta}."));
        this.nodes = [.. nodes];
        this.lambda = lambda;
        this.beta = beta;
        isShared = perturbation == Perturbation.Shared;
        int d = nodes[0].Dimension;
        if (nodes.Any(node => node.Dimension != d))
            throw new StarlingException(ErrorCatalog.DataMismatch, "The nodes differ in the number of features; all must share one w.");
        Dimension = checked(d + (isShared ? d : d * nodes.Sum(node => node.Count)));
        Set = FeasibleSet.Everything(Dimension);
        locals = new RobustLogisticOperator[nodes.Count];
        int first = d;
        for (int node = 0; node < locals.Length; node++)
        {
            locals[node] = new RobustLogisticOperator(nodes[node], lambda, beta, first, isShared ? 0 : d, Dimension);
            first += isShared ? 0 : d * nodes[node].Count;
        }

        constants = new Lazy<GameConstants>(Measure);
        solution = new Lazy<double[]?>(Solve);
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <summary>What is known near the solution (remarks of the class).</summary>
    public GameConstants Constants => constants.Value;

    /// <summary>z*, by Newton's method; null where z has more than 512 numbers.</summary>
    public ReadOnlyMemory<double>? Solution => solution.Value is { } point ? new ReadOnlyMemory<double>(point) : default(ReadOnlyMemory<double>?);

    /// <summary>ln(2)/(2 lambda), which beta has to be above.</summary>
    internal static double LeastBeta(double lambda) => DeterministicMath.Log(2) / (2 * lambda);

    /// <inheritdoc/>
    public IOperator Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    private GameConstants Measure()
    {
        double square = 2 * DeterministicMath.Log(2) / lambda;
        double reach = Math.Sqrt(square) / beta;
        double concavity = beta - (square / 4);
        double single = Math.Min(lambda, concavity);
        double largest = 0;
        double[] each = new double[nodes.Length];
        double[] squares = new double[nodes.Length];
        double[] own = new double[nodes.Length];
        for (int node = 0; node < each.Length; node++)
        {
            int count = nodes[node].Count;
            own[node] = isShared ? single : Math.Min(lambda, concavity / count);
            for (int j = 0; j < count; j++)
            {
                double length = Math.Sqrt(nodes[node].SquaredNorm(j)) + reach;
                double lipschitz = (((length * length) + square) / 4) + 1 + Math.Max(lambda, beta);
                largest = Math.Max(largest, lipschitz);
                each[node] += lipschitz / count;
                squares[node] += lipschitz * lipschitz / count;
            }
        }

        double mean = each.Sum() / each.Length;
        double average = isShared ? single : Math.Min(lambda, concavity / nodes.Max(node => (double)nodes.Length * node.Count));
        double cocoercivity = each.Select((lipschitz, node) => lipschitz * lipschitz / own[node]).Max();
        return new GameConstants
        {
            Lipschitz = mean,
            NodeLipschitz = [.. each],
            StrongMonotonicity = isShared ? single : nodes.Length == 1 ? own[0] : 0,
            AverageMonotonicity = average,
            Cocoercivity = cocoercivity,
            AverageCocoercivity = Math.Min(cocoercivity, mean * mean / average),
            SampleCocoercivity = largest * largest / single,
            SampleLipschitzSquared = [.. squares],
        };
    }

    // Newton's method with steps that are halved until |F| falls.
    private double[]? Solve()
    {
        const int MostSteps = 100;
        const double Enough = 1e-10;
        if (Dimension > LargestForNewton)
            return null;
        var metrics = new GameMetrics(new WithoutSolution(this));
        double[] point = new double[Dimension];
        double[] value = new double[Dimension];
        double[] tried = new double[Dimension];
        metrics.Mean(point, value);
        double norm = VectorKernels.Norm2<double>(value);
        for (int step = 0; step < MostSteps && norm > 0; step++)
        {
            double[] jacobian = new double[Dimension * Dimension];
            foreach (RobustLogisticOperator local in locals)
                local.AddJacobian(1.0 / locals.Length, point, jacobian);
            if (LuFactor.TryOf(Dimension, jacobian) is not { } factor)
                return null;
            double[] direction = factor.Solve(value);
            double length = 1;
            double next;
            do
            {
                VectorKernels.ScaledSum<double>(1, point, -length, direction, tried);
                metrics.Mean(tried, value);
                next = VectorKernels.Norm2<double>(value);
                length /= 2;
            }
            while (!(next < norm) && length > 1e-6);

            if (!(next < norm))
                break;
            tried.CopyTo(point, 0);
            norm = next;
        }

        return norm <= Enough ? point : null;
    }

    // What metrics are told of a game whose solution is still being computed.
    private sealed class WithoutSolution(RobustLogisticGame game) : IGame
    {
        public int Nodes => game.Nodes;

        public int Dimension => game.Dimension;

        public FeasibleSet Set => game.Set;

        public GameConstants Constants => game.Constants;

        public ReadOnlyMemory<double>? Solution => null;

        public IOperator Local(int node) => game.Local(node);
    }
}
