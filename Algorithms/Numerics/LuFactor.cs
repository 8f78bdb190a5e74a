namespace Starling.Algorithms.Numerics;

/// <summary>
/// The factors P A = L U of a square matrix, rows swapped so that the largest number of a column becomes the pivot. Dense, row-major, double; the same
/// bits on every machine.
/// </summary>
/// <remarks>Source: Golub and Van Loan, Matrix Computations, sections 3.4 and 3.5.</remarks>
internal sealed class LuFactor
{
    private const int Refinements = 3;

    private readonly int n;
    private readonly double[] matrix;
    private readonly double[] factors;
    private readonly int[] rows;

    private LuFactor(int n, double[] matrix)
    {
        this.n = n;
        this.matrix = matrix;
        factors = [.. matrix];
        rows = new int[n];
        for (int i = 0; i < n; i++)
            rows[i] = i;
    }

    /// <summary>Factors a matrix.</summary>
    /// <param name="n">Its order.</param>
    /// <param name="matrix">n x n numbers; kept, and must not be changed.</param>
    /// <returns>The factors; null where the matrix is singular as far as double can tell: a pivot of n 2^-52 max |a_ij| or less.</returns>
    public static LuFactor? TryOf(int n, double[] matrix)
    {
        SpanChecks.SameLength(checked(n * n), matrix.Length, nameof(matrix));
        double largest = 0;
        foreach (double element in matrix)
            largest = Math.Max(largest, Math.Abs(element));
        var factor = new LuFactor(n, matrix);
        return factor.TryFactor(n * Math.ScaleB(largest, -52)) ? factor : null;
    }

    /// <summary>Solves A x = b and mends x by its residual until that no longer shrinks.</summary>
    /// <param name="b">n numbers.</param>
    /// <returns>x.</returns>
    public double[] Solve(ReadOnlySpan<double> b)
    {
        double[] x = Substituted(b);
        double[] residual = new double[n];
        double best = Residual(b, x, residual);
        for (int step = 0; step < Refinements && best > 0; step++)
        {
            double[] better = Substituted(residual);
            VectorKernels.Add<double>(x, better, better);
            double norm = Residual(b, better, residual);
            if (!(norm < best))
                break;
            (x, best) = (better, norm);
        }

        return x;
    }

    private bool TryFactor(double smallestPivot)
    {
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(factors[(i * n) + k]) > Math.Abs(factors[(pivot * n) + k]))
                    pivot = i;
            }

            if (!(Math.Abs(factors[(pivot * n) + k]) > smallestPivot))
                return false;
            Swap(k, pivot);
            ReadOnlySpan<double> row = factors.AsSpan(k * n, n);
            for (int i = k + 1; i < n; i++)
            {
                Span<double> below = factors.AsSpan(i * n, n);
                below[k] /= row[k];
                VectorKernels.Axpy(-below[k], row[(k + 1)..], below[(k + 1)..]);
            }
        }

        return true;
    }

    private void Swap(int i, int j)
    {
        if (i == j)
            return;
        (rows[i], rows[j]) = (rows[j], rows[i]);
        for (int k = 0; k < n; k++)
            (factors[(i * n) + k], factors[(j * n) + k]) = (factors[(j * n) + k], factors[(i * n) + k]);
    }

    private double[] Substituted(ReadOnlySpan<double> b)
    {
        double[] x = new double[n];
        for (int i = 0; i < n; i++)
            x[i] = b[rows[i]] - VectorKernels.Dot<double>(factors.AsSpan(i * n, i), x.AsSpan(0, i));
        for (int i = n - 1; i >= 0; i--)
        {
            double known = VectorKernels.Dot<double>(factors.AsSpan((i * n) + i + 1, n - i - 1), x.AsSpan(i + 1));
            x[i] = (x[i] - known) / factors[(i * n) + i];
        }

        return x;
    }

    private double Residual(ReadOnlySpan<double> b, double[] x, double[] residual)
    {
        for (int i = 0; i < n; i++)
            residual[i] = b[i] - VectorKernels.Dot<double>(matrix.AsSpan(i * n, n), x);
        return VectorKernels.Norm2<double>(residual);
    }
}
