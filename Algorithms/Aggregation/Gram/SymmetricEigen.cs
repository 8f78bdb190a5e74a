namespace Starling.Algorithms.Aggregation.Gram;

/// <summary>
/// All eigenvalues and eigenvectors of a small symmetric matrix, by cyclic Jacobi rotations: slow for large matrices, accurate to
/// the last digits for small ones, and the same on every machine.
/// </summary>
/// <remarks>
/// Source: Golub and Van Loan, Matrix Computations, section 8.5. Eigenvalues descend; of equal ones the order is that of the
/// columns they came from. The largest component of every eigenvector, the first among equals, is positive.
/// </remarks>
internal sealed class SymmetricEigen
{
    private const int MostSweeps = 60;

    private readonly double[] vectors;

    private SymmetricEigen(double[] values, double[] vectors)
    {
        Values = values;
        this.vectors = vectors;
    }

    /// <summary>The eigenvalues, descending.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Component i of eigenvector k.</summary>
    public double Vector(int k, int i) => vectors[(i * Values.Count) + k];

    /// <summary>Decomposes a matrix.</summary>
    /// <param name="n">Its order.</param>
    /// <param name="entries">n * n numbers, row by row, symmetric.</param>
    public static SymmetricEigen Of(int n, ReadOnlySpan<double> entries)
    {
        double[] a = entries.ToArray();
        double[] v = new double[n * n];
        for (int i = 0; i < n; i++)
            v[(i * n) + i] = 1;

        for (int sweep = 0; sweep < MostSweeps && !IsDiagonal(n, a); sweep++)
        {
            for (int p = 0; p < n - 1; p++)
            {
                for (int q = p + 1; q < n; q++)
                    Rotate(n, a, v, p, q);
            }
        }

        return Sorted(n, a, v);
    }

    private static bool IsDiagonal(int n, double[] a)
    {
        double off = 0;
        double diagonal = 0;
        for (int i = 0; i < n; i++)
        {
            diagonal += a[(i * n) + i] * a[(i * n) + i];
            for (int j = i + 1; j < n; j++)
                off += a[(i * n) + j] * a[(i * n) + j];
        }

        return off == 0 || off <= 1e-34 * diagonal;
    }

    private static void Rotate(int n, double[] a, double[] v, int p, int q)
    {
        double apq = a[(p * n) + q];
        if (apq == 0)
            return;

        double theta = (a[(q * n) + q] - a[(p * n) + p]) / (2 * apq);
        double t = double.IsInfinity(theta) ? 0 : (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt(1 + (theta * theta)));
        double c = 1 / Math.Sqrt(1 + (t * t));
        double s = t * c;
        a[(p * n) + p] -= t * apq;
        a[(q * n) + q] += t * apq;
        a[(p * n) + q] = a[(q * n) + p] = 0;
        for (int i = 0; i < n; i++)
        {
            if (i != p && i != q)
            {
                double aip = a[(i * n) + p];
                double aiq = a[(i * n) + q];
                a[(i * n) + p] = a[(p * n) + i] = (c * aip) - (s * aiq);
                a[(i * n) + q] = a[(q * n) + i] = (s * aip) + (c * aiq);
            }

            double vip = v[(i * n) + p];
            double viq = v[(i * n) + q];
            v[(i * n) + p] = (c * vip) - (s * viq);
            v[(i * n) + q] = (s * vip) + (c * viq);
        }
    }

    private static SymmetricEigen Sorted(int n, double[] a, double[] v)
    {
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(k => a[(k * n) + k])];
        double[] sorted = new double[n * n];
        for (int k = 0; k < n; k++)
        {
            double largest = 0;
            for (int i = 0; i < n; i++)
            {
                double component = v[(i * n) + order[k]];
                if (Math.Abs(component) > Math.Abs(largest))
                    largest = component;
            }

            double sign = largest < 0 ? -1 : 1;
            for (int i = 0; i < n; i++)
                sorted[(i * n) + k] = sign * v[(i * n) + order[k]];
        }

        return new SymmetricEigen([.. order.Select(k => a[(k * n) + k])], sorted);
    }
}
