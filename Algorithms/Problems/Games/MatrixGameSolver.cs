namespace Starling.Algorithms.Problems.Games;

/// <summary>
/// The equilibrium of min over x, max over y of x^T A y on simplices, as a linear program: with A + c above 0 everywhere, u = x/v and v the value,
/// max sum u subject to (A + c)^T u &lt;= 1, u &gt;= 0, by the simplex method; its dual is y/v. The smallest index that improves enters (Bland), so it ends.
/// </summary>
/// <remarks>Source: Dantzig, "Linear programming and extensions", 1963, chapter 13.</remarks>
internal sealed class MatrixGameSolver
{
    private const double Rounding = 1e-11;

    private readonly int variables;
    private readonly int constraints;
    private readonly int width;

    // Rows of the tableau: the constraints, then the reduced costs; columns: u, the slacks, the right-hand side.
    private readonly double[] tableau;
    private readonly int[] basis;

    private MatrixGameSolver(int rows, int columns, ReadOnlySpan<double> matrix)
    {
        variables = rows;
        constraints = columns;
        width = variables + constraints + 1;
        tableau = new double[(constraints + 1) * width];
        basis = new int[constraints];

        // Between 1 and 2 when it is shifted and scaled: u stays away from rounding.
        double least = double.PositiveInfinity;
        double most = double.NegativeInfinity;
        foreach (double element in matrix)
        {
            least = Math.Min(least, element);
            most = Math.Max(most, element);
        }

        double spread = most > least ? most - least : 1;
        for (int j = 0; j < constraints; j++)
        {
            for (int i = 0; i < variables; i++)
                tableau[(j * width) + i] = 1 + ((matrix[(i * constraints) + j] - least) / spread);
            tableau[(j * width) + variables + j] = 1;
            tableau[(j * width) + width - 1] = 1;
            basis[j] = variables + j;
        }

        tableau.AsSpan(constraints * width, variables).Fill(-1);
    }

    /// <summary>Solves the game.</summary>
    /// <param name="rows">The length of x.</param>
    /// <param name="columns">The length of y.</param>
    /// <param name="matrix">A, rows x columns numbers.</param>
    /// <returns>(x, y), and whether it is the only equilibrium.</returns>
    public static (double[] Point, bool IsUnique) Solve(int rows, int columns, ReadOnlySpan<double> matrix)
    {
        var solver = new MatrixGameSolver(rows, columns, matrix);
        while (solver.Entering() is >= 0 and var entering)
            solver.Pivot(solver.Leaving(entering), entering);
        return (solver.Equilibrium(), solver.IsUnique());
    }

    private int Entering()
    {
        ReadOnlySpan<double> costs = tableau.AsSpan(constraints * width, width - 1);
        for (int k = 0; k < costs.Length; k++)
        {
            if (costs[k] < -Rounding)
                return k;
        }

        return -1;
    }

    // The row whose variable reaches 0 first; there is one, since all coefficients of some row are above 0 at the start and u is bounded.
    private int Leaving(int entering)
    {
        int leaving = -1;
        double nearest = double.PositiveInfinity;
        for (int j = 0; j < constraints; j++)
        {
            double slope = tableau[(j * width) + entering];
            if (slope <= Rounding)
                continue;
            double reach = tableau[(j * width) + width - 1] / slope;
            if (reach < nearest || (reach == nearest && basis[j] < basis[leaving]))
                (leaving, nearest) = (j, reach);
        }

        return leaving;
    }

    private void Pivot(int leaving, int entering)
    {
        Span<double> pivot = tableau.AsSpan(leaving * width, width);
        Numerics.VectorKernels.Scale(1 / pivot[entering], pivot);
        for (int row = 0; row <= constraints; row++)
        {
            Span<double> other = tableau.AsSpan(row * width, width);
            if (row != leaving && other[entering] != 0)
                Numerics.VectorKernels.Axpy(-other[entering], pivot, other);
        }

        basis[leaving] = entering;
    }

    // Of a linear program whose basic variables are all above 0 the dual has one solution, and the other way round.
    private bool IsUnique()
    {
        Span<bool> basic = stackalloc bool[width - 1];
        for (int j = 0; j < constraints; j++)
        {
            basic[basis[j]] = true;
            if (tableau[(j * width) + width - 1] <= Rounding)
                return false;
        }

        for (int k = 0; k < basic.Length; k++)
        {
            if (!basic[k] && tableau[(constraints * width) + k] <= Rounding)
                return false;
        }

        return true;
    }

    private double[] Equilibrium()
    {
        double[] point = new double[variables + constraints];
        for (int j = 0; j < constraints; j++)
        {
            if (basis[j] < variables)
                point[basis[j]] = tableau[(j * width) + width - 1];
            point[variables + j] = Math.Max(0, tableau[(constraints * width) + variables + j]);
        }

        Normalise(point.AsSpan(0, variables));
        Normalise(point.AsSpan(variables));
        return point;
    }

    private static void Normalise(Span<double> part)
    {
        double sum = 0;
        foreach (double element in part)
            sum += element;
        Numerics.VectorKernels.Scale(1 / sum, part);
    }
}
