using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// min over x, max over y of x^T A y, both in simplices, A = (1/M) sum_m A_m: F_m(z) = (A_m y, -A_m^T x). L is the largest singular value of A; mu is 0 and
/// there is no cocoercivity. Immutable: any node may be asked by any number of threads.
/// </summary>
public sealed class MatrixGame : IGame
{
    private readonly SaddleOperator[] locals;
    private readonly double[] mean;
    private readonly int rows;
    private readonly int columns;
    private readonly Lazy<GameConstants> constants;
    private readonly Lazy<(double[] Point, bool IsUnique)> solution;

    /// <summary>Makes the game.</summary>
    /// <param name="rows">The length of x.</param>
    /// <param name="columns">The length of y.</param>
    /// <param name="matrices">A_m: for every node rows x columns numbers, row by row; kept.</param>
    /// <exception cref="StarlingException">STAR0302: no node, or no row or column; STAR0207: lengths that differ; STAR0205: a number that is not finite.</exception>
    public MatrixGame(int rows, int columns, IReadOnlyList<double[]> matrices)
    {
        ArgumentNullException.ThrowIfNull(matrices);
        if (matrices.Count == 0 || rows < 1 || columns < 1)
            throw new StarlingException(ErrorCatalog.ProblemIllPosed, "A matrix game needs a node, a row and a column or more.");
        this.rows = rows;
        this.columns = columns;
        Set = FeasibleSet.Simplices(rows, columns);
        mean = new double[checked(rows * columns)];
        locals = new SaddleOperator[matrices.Count];
        for (int node = 0; node < locals.Length; node++)
        {
            double[] matrix = matrices[node];
            if (matrix.Length != mean.Length)
                throw new StarlingException(ErrorCatalog.DataMismatch,
                    $"The matrix of node {node} has {matrix.Length} numbers and should have {mean.Length}.");
            if (!VectorKernels.IsFinite<double>(matrix))
                throw new StarlingException(ErrorCatalog.DataNotFinite, $"A number of the matrix of node {node} is not finite.");
            VectorKernels.Axpy<double>(1.0 / locals.Length, matrix, mean);
            locals[node] = new SaddleOperator(new SaddleBlocks { First = rows, Coupling = matrix, Linear = new double[rows + columns] });
        }

        constants = new Lazy<GameConstants>(Measure);
        solution = new Lazy<(double[] Point, bool IsUnique)>(() => MatrixGameSolver.Solve(rows, columns, mean));
    }

    /// <inheritdoc/>
    public int Nodes => locals.Length;

    /// <inheritdoc/>
    public int Dimension => rows + columns;

    /// <inheritdoc/>
    public FeasibleSet Set { get; }

    /// <inheritdoc/>
    public GameConstants Constants => constants.Value;

    /// <summary>The equilibrium, where there is one only.</summary>
    public ReadOnlyMemory<double>? Solution => solution.Value.IsUnique ? Equilibrium : default(ReadOnlyMemory<double>?);

    /// <summary>(x, y), an equilibrium: one of several where <see cref="Solution"/> is null. Computed at the first call and kept; safe from any thread.</summary>
    public ReadOnlyMemory<double> Equilibrium => solution.Value.Point;

    /// <inheritdoc/>
    public IOperator Local(int node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(node);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(node, locals.Length);
        return locals[node];
    }

    /// <summary>max_j (A^T x)_j - min_i (A y)_i: what the players would gain by their best answers.</summary>
    /// <param name="point">z, two points of simplices.</param>
    public double? Gap(ReadOnlySpan<double> point)
    {
        SpanChecks.SameLength(Dimension, point.Length, nameof(point));
        ReadOnlySpan<double> x = point[..rows];
        ReadOnlySpan<double> y = point[rows..];
        double[] replies = new double[columns];
        double least = double.PositiveInfinity;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<double> row = mean.AsSpan(i * columns, columns);
            VectorKernels.Axpy(x[i], row, replies);
            least = Math.Min(least, VectorKernels.Dot(row, y));
        }

        return replies.Max() - least;
    }

    private GameConstants Measure()
    {
        double[] each = new double[locals.Length];
        Parallel.For(0, each.Length, node => each[node] = locals[node].Constants().Lipschitz);
        double lipschitz = OperatorConstants.Norm(rows, columns, mean);
        double cocoercivity = lipschitz > 0 ? double.PositiveInfinity : 0;
        return new GameConstants
        {
            Lipschitz = lipschitz,
            NodeLipschitz = [.. each],
            StrongMonotonicity = 0,
            AverageMonotonicity = 0,
            Cocoercivity = cocoercivity,
            AverageCocoercivity = cocoercivity,
            SampleCocoercivity = cocoercivity,
            SampleLipschitzSquared = [.. each.Select(one => one * one)],
        };
    }
}
