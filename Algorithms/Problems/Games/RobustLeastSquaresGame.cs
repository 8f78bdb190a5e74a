using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// Robust least squares: min over x, max over y of |A x - y|^2 - lambda |y - y_0|^2, lambda above 1, where the rows of A and y_0 are spread over the nodes. z is
/// x and then y, the numbers of y in the order of nodes and rows. Row t contributes 2 a_t (a_t . x - y_t) to x and 2 (a_t . x + (lambda - 1) y_t - lambda y_0t)
/// to y_t; F_m is the mean over the rows of node m, F the mean over nodes. x* is the least-squares solution of A x = y_0. Immutable: any node may be asked by any
/// number of threads.
/// </summary>
/// <remarks>
/// With s an eigenvalue of A_m^T A_m, c = lambda - 1 and w = 2/r_m the operator splits into w [s, -sqrt(s); sqrt(s), c]. Its largest singular value is
/// w (sqrt((s + c)^2 + 4 s) + |s - c|)/2, which grows with s; its cocoercivity constant is w ((c + 1)/c) max(s, c). For F take the weights of the rows in place
/// of 1/r_m: both are exact where all nodes have the same number of rows, else bounds.
/// </remarks>
public sealed class RobustLeastSquaresGame : IGame
{
    private readonly RobustLeastSquaresOperator[] locals;
    private readonly NodeSamples[] nodes;
    private readonly int columns;
    private readonly double lambda;
    private readonly Lazy<(double Least, double Most)[]> nodeBounds;
    private readonly Lazy<(double Low, double High)> meanBounds;
    private readonly Lazy<GameConstants> constants;
    private readonly Lazy<double[]?> solution;

    /// <summary>Makes the game.</summary>
    /// <param name="nodes">The rows of A and the numbers of y_0 of every node.</param>
    /// <param name="lambda">lambda, above 1.</param>
    /// <exception cref="StarlingException">STAR0302: no node, lambda of 1 or less, or rows that are all zero; STAR0207: nodes that differ in columns.</exception>
    public RobustLeastSquaresGame(IReadOnlyList<NodeSamples> nodes, double lambda)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.Count == 0)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "A game needs a node or more.");
        if (!(lambda > 1 && double.IsFinite(lambda)))
            throw new StarlingException(ErrorCatalog.ProblemIllPosed,
                FormattableString.Invariant($"Robust least squares has no saddle point with lambda {lambda}; it must be above 1."));
        this.nodes = [.. nodes];
        this.lambda = lambda;
        columns = nodes[0].Dimension;
        int rows = 0;
        foreach (NodeSamples node in nodes)
        {
            if (node.Dimension != columns)
                throw new StarlingException(ErrorCatalog.DataMismatch,
                    $"One node has {node.Dimension} features and another {columns}; all nodes must share one x.");
            rows = checked(rows + node.Count);
        }

        if (nodes.All(node => node.SumOfSquares() == 0))
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "All features are zero; x has no influence on the game.");

        Dimension = checked(columns + rows);
        Set = FeasibleSet.Everything(Dimension);
        locals = new RobustLeastSquaresOperator[nodes.Count];
        int first = columns;
        for (int node = 0; node < locals.Length; node++)
        {
            locals[node] = new RobustLeastSquaresOperator(nodes[node], lambda, first, Dimension);
            first += nodes[node].Count;
        }

        nodeBounds = new Lazy<(double, double)[]>(NodeBounds);
        meanBounds = new Lazy<(double, double)>(MeanBounds);
        constants = new Lazy<GameConstants>(Measure);
        solution = new Lazy<double[]?>(Solve);
        PrimalDual = Describe();
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <summary>
    /// What is known. <see cref="GameConstants.StrongMonotonicity"/> is 0 where there are several nodes, since none knows all of y; F itself is strongly
    /// monotone where A has full rank.
    /// </summary>
    public GameConstants Constants => constants.Value;

    /// <summary>z*; null where A has no full rank, or more than 2048 columns.</summary>
    public ReadOnlyMemory<double>? Solution => solution.Value is { } point ? new ReadOnlyMemory<double>(point) : default(ReadOnlyMemory<double>?);

    /// <summary>Of every instance, for lambda is above 1. |A| is exact where all nodes have the same number of rows, else a bound.</summary>
    public PrimalDualStructure PrimalDual { get; }

    /// <inheritdoc/>
    public IOperator Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    private GameConstants Measure()
    {
        double c = lambda - 1;
        double[] most = [.. nodeBounds.Value.Select(bounds => bounds.Most)];
        double fewest = nodes.Min(node => node.Count);
        double heaviest = Heaviest();
        double lightest = 1.0 / (nodes.Length * (double)nodes.Max(node => node.Count));
        (double low, double high) = meanBounds.Value;
        double largestRow = 0;
        double[] squares = new double[nodes.Length];
        for (int node = 0; node < squares.Length; node++)
        {
            for (int t = 0; t < nodes[node].Count; t++)
            {
                double square = nodes[node].SquaredNorm(t);
                double lipschitz = Lipschitz(2, square, c);
                largestRow = Math.Max(largestRow, square);
                squares[node] += lipschitz * lipschitz / nodes[node].Count;
            }
        }

        double alone = nodes.Length == 1 ? 2 / fewest * Math.Min(nodeBounds.Value[0].Least, c) : 0;
        return new GameConstants
        {
            Lipschitz = Lipschitz(2 * heaviest, high / heaviest, c),
            NodeLipschitz = [.. most.Select((s, node) => Lipschitz(2.0 / nodes[node].Count, s, c))],
            StrongMonotonicity = alone,
            AverageMonotonicity = 2 * Math.Min(low, c * lightest),
            Cocoercivity = most.Select((s, node) => Cocoercivity(2.0 / nodes[node].Count, s, c)).Max(),
            AverageCocoercivity = Cocoercivity(2 * heaviest, high / heaviest, c),
            SampleCocoercivity = Cocoercivity(2, largestRow, c),
            SampleLipschitzSquared = [.. squares],
        };
    }

    private static double Lipschitz(double weight, double s, double c) =>
        weight * (Math.Sqrt(((s + c) * (s + c)) + (4 * s)) + Math.Abs(s - c)) / 2;

    private static double Cocoercivity(double weight, double s, double c) => weight * ((c + 1) / c) * Math.Max(s, c);

    // The largest w_t.
    private double Heaviest() => 1.0 / (nodes.Length * (double)nodes.Min(node => node.Count));

    private PrimalDualStructure Describe()
    {
        double[] curvatures = new double[Dimension - columns];
        int position = 0;
        foreach (NodeSamples node in nodes)
        {
            curvatures.AsSpan(position, node.Count).Fill(2 * (lambda - 1) / ((double)nodes.Length * node.Count));
            position += node.Count;
        }

        double mu = curvatures.Min();
        return new PrimalDualStructure(
            columns, mu, () => 2 * meanBounds.Value.High, () => 2 * Math.Sqrt(Heaviest() * meanBounds.Value.High), mu == curvatures.Max() ? default : curvatures);
    }

    private (double Least, double Most)[] NodeBounds()
    {
        var bounds = new (double Least, double Most)[nodes.Length];
        Parallel.For(0, nodes.Length, node => bounds[node] = GramMatrix.Bounds(nodes[node]));
        return bounds;
    }

    // The ends of the spectrum of mean_m (1/r_m) A_m^T A_m.
    private (double Low, double High) MeanBounds()
    {
        if (columns > GramMatrix.LargestOrder)
            return (0, nodeBounds.Value.Select((bounds, node) => bounds.Most / nodes[node].Count).Sum() / nodes.Length);
        var spectrum = SpectrumEnds.Of(columns, Normal());
        return (Math.Max(0, spectrum.LowerBound), spectrum.UpperBound);
    }

    private double[] Normal()
    {
        double[] normal = new double[columns * columns];
        foreach (NodeSamples node in nodes)
            VectorKernels.Axpy<double>(1.0 / ((double)nodes.Length * node.Count), GramMatrix.Of(node), normal);
        return normal;
    }

    private double[]? Solve()
    {
        if (columns > GramMatrix.LargestOrder || CholeskyFactor.TryOf(columns, Normal()) is not { } factor)
            return null;
        double[] point = new double[Dimension];
        Span<double> x = point.AsSpan(0, columns);
        foreach (NodeSamples node in nodes)
        {
            for (int t = 0; t < node.Count; t++)
                node.AddTo(x, t, node.Targets[t] / ((double)nodes.Length * node.Count));
        }

        factor.Solve(x);
        int position = columns;
        foreach (NodeSamples node in nodes)
        {
            for (int t = 0; t < node.Count; t++)
                point[position++] = ((lambda * node.Targets[t]) - node.Dot(t, x)) / (lambda - 1);
        }

        return point;
    }
}
