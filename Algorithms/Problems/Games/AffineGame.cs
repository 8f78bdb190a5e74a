using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// F_m(z) = K_m z + b_m. L is the largest singular value of the mean K, mu the smallest eigenvalue of a (K_m + K_m^T)/2, l the largest
/// 1/lambda_min((K_m^-1 + K_m^-T)/2); z* solves K z = -b, and is not known where C is not the whole space, K has no inverse, or D is above 2048. Immutable:
/// any node may be asked by any number of threads.
/// </summary>
public sealed class AffineGame : IGame
{
    private readonly AffineOperator[] locals;
    private readonly double[]? start;
    private readonly Lazy<GameConstants> constants;
    private readonly Lazy<double[]?> solution;
    private readonly Lazy<PrimalDualStructure?> primalDual;

    /// <summary>Makes a game of matrices.</summary>
    /// <param name="matrices">K_m: for every node D x D numbers, row by row; kept.</param>
    /// <param name="vectors">b_m: for every node D numbers; kept.</param>
    /// <param name="set">C; the whole space where it is left out.</param>
    /// <exception cref="StarlingException">
    /// STAR0302: no node, no dimension, or an operator that is not monotone; STAR0207: lengths that differ; STAR0205: a number that is not finite.
    /// </exception>
    public AffineGame(IReadOnlyList<double[]> matrices, IReadOnlyList<double[]> vectors, FeasibleSet? set = null)
        : this(Operators(matrices, vectors), set)
    {
    }

    internal AffineGame(AffineOperator[] locals, FeasibleSet? set = null, double[]? start = null)
    {
        this.start = start;
        this.locals = locals;
        if (locals.Length == 0)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "A game needs a node or more.");
        Dimension = locals[0].Dimension;
        foreach (AffineOperator local in locals)
        {
            if (local.Dimension != Dimension)
                throw new StarlingException(ErrorCatalog.DataMismatch,
                    $"One node has {local.Dimension} numbers and another {Dimension}; all nodes must share one z.");
        }

        Set = set ?? FeasibleSet.Everything(Dimension);
        constants = new Lazy<GameConstants>(Measure);
        solution = new Lazy<double[]?>(Solve);
        primalDual = new Lazy<PrimalDualStructure?>(() => SaddleOperator.MeanCoupling(locals) is { SecondWeight: > 0 } mean
            ? new PrimalDualStructure(
                mean.First, mean.SecondWeight, () => mean.FirstWeight, () => OperatorConstants.Norm(mean.First, mean.Second, mean.Coupling))
            : null);
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <inheritdoc/>
    public GameConstants Constants => constants.Value;

    /// <inheritdoc/>
    public ReadOnlyMemory<double>? Solution => solution.Value is { } point ? new ReadOnlyMemory<double>(point) : default(ReadOnlyMemory<double>?);

    /// <summary>Of games that are a coupling and one weight above 0 on all squares; of others null.</summary>
    public PrimalDualStructure? PrimalDual => primalDual.Value;

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
            Set.Center(point);
        else
            start.CopyTo(point);
    }

    private GameConstants Measure()
    {
        var each = new OperatorConstants[locals.Length];
        var data = new (double Cocoercivity, double LipschitzSquared)[locals.Length];
        Parallel.For(0, locals.Length, node =>
        {
            each[node] = locals[node].Constants();
            data[node] = locals[node].SampleConstants(each[node]);
        });
        double least = each.Min(one => one.Monotonicity);
        if (least < 0)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed,
                FormattableString.Invariant($"An operator is not monotone: its symmetric part has the eigenvalue {least}; 0 or more is needed."));

        OperatorConstants mean = SaddleOperator.MeanConstants(locals) ?? OperatorConstants.Of(Dimension, Mean().Matrix);
        return new GameConstants
        {
            Lipschitz = mean.Lipschitz,
            NodeLipschitz = [.. each.Select(one => one.Lipschitz)],
            StrongMonotonicity = least,
            AverageMonotonicity = mean.Monotonicity,
            Cocoercivity = each.Max(one => one.Cocoercivity),
            AverageCocoercivity = mean.Cocoercivity,
            SampleCocoercivity = data.Max(one => one.Cocoercivity),
            SampleLipschitzSquared = [.. data.Select(one => one.LipschitzSquared)],
        };
    }

    private double[]? Solve()
    {
        if (!Set.IsEverything || Dimension > GramMatrix.LargestOrder)
            return null;
        (double[] matrix, double[] vector) = Mean();
        if (LuFactor.TryOf(Dimension, matrix) is not { } factor)
            return null;
        VectorKernels.Scale<double>(-1, vector);
        return factor.Solve(vector);
    }

    // Sums over nodes in their order.
    private (double[] Matrix, double[] Vector) Mean()
    {
        double[] matrix = new double[checked(Dimension * Dimension)];
        double[] vector = new double[Dimension];
        foreach (AffineOperator local in locals)
            local.AddTo(1.0 / locals.Length, matrix, vector);
        return (matrix, vector);
    }

    private static AffineOperator[] Operators(IReadOnlyList<double[]> matrices, IReadOnlyList<double[]> vectors)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        ArgumentNullException.ThrowIfNull(vectors);
        if (matrices.Count != vectors.Count)
            throw new StarlingException(ErrorCatalog.DataMismatch,
                $"There are matrices for {matrices.Count} nodes and vectors for {vectors.Count}; every node needs both.");
        AffineOperator[] made = new AffineOperator[matrices.Count];
        for (int node = 0; node < made.Length; node++)
            made[node] = new DenseOperator(matrices[node], vectors[node]);
        return made;
    }
}
