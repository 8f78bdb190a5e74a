namespace Starling.Algorithms.Numerics;

/// <summary>
/// The smallest and the largest eigenvalue of a symmetric matrix: Householder's reduction to tridiagonal form, then bisection with
/// Sturm sequences. n^3 multiply-adds; the same bits on every machine.
/// </summary>
/// <remarks>Source: Golub and Van Loan, Matrix Computations, sections 8.3 and 8.4.</remarks>
/// <param name="Smallest">The smallest eigenvalue.</param>
/// <param name="Largest">The largest eigenvalue.</param>
/// <param name="Error">A bound on the error of both: n 2^-50 times the Frobenius norm.</param>
internal readonly record struct SpectrumEnds(double Smallest, double Largest, double Error)
{
    private const int MostHalvings = 120;

    /// <summary>A number that no eigenvalue is above.</summary>
    public double UpperBound => Largest + Error;

    /// <summary>A number that no eigenvalue is below.</summary>
    public double LowerBound => Smallest - Error;

    /// <summary>The two ends of the spectrum.</summary>
    /// <param name="n">The order, 1 or more.</param>
    /// <param name="matrix">n * n numbers, row by row, symmetric.</param>
    public static SpectrumEnds Of(int n, ReadOnlySpan<double> matrix)
    {
        SpanChecks.SameLength(checked(n * n), matrix.Length, nameof(matrix));
        double norm = VectorKernels.Norm2(matrix);
        double[] diagonal = new double[n];
        double[] below = new double[n];
        Tridiagonalise(n, matrix.ToArray(), diagonal, below);

        double reach = 0;
        for (int i = 0; i < n; i++)
            reach = Math.Max(reach, Math.Abs(diagonal[i]) + Math.Abs(below[i]) + (i + 1 < n ? Math.Abs(below[i + 1]) : 0));

        double smallest = Bisect(diagonal, below, reach, 1);
        double largest = Bisect(diagonal, below, reach, n);
        return new SpectrumEnds(smallest, largest, n * Math.ScaleB(norm, -50));
    }

    // a becomes H a H column by column from the last; below[i] couples i - 1 and i.
    private static void Tridiagonalise(int n, double[] a, double[] diagonal, double[] below)
    {
        double[] p = new double[n];
        for (int i = n - 1; i >= 1; i--)
        {
            Span<double> v = a.AsSpan(i * n, i);
            double norm = VectorKernels.Norm2<double>(v);
            diagonal[i] = a[(i * n) + i];
            double alpha = v[i - 1] > 0 ? -norm : norm;
            below[i] = alpha;

            // H = I - v v^T / h sends row i, up to its diagonal, to (0, ..., 0, alpha).
            v[i - 1] -= alpha;
            double h = VectorKernels.SumOfSquares<double>(v) / 2;
            if (h == 0)
                continue;

            Span<double> w = p.AsSpan(0, i);
            for (int j = 0; j < i; j++)
                w[j] = VectorKernels.Dot<double>(a.AsSpan(j * n, i), v) / h;
            VectorKernels.Axpy(-VectorKernels.Dot<double>(w, v) / (2 * h), v, w);
            for (int j = 0; j < i; j++)
            {
                Span<double> row = a.AsSpan(j * n, i);
                VectorKernels.Axpy(-v[j], w, row);
                VectorKernels.Axpy(-w[j], v, row);
            }
        }

        diagonal[0] = a[0];
    }

    // The k-th smallest eigenvalue.
    private static double Bisect(double[] diagonal, double[] below, double reach, int k)
    {
        double low = -reach;
        double high = reach;
        for (int step = 0; step < MostHalvings; step++)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
                break;
            if (CountBelow(diagonal, below, middle) >= k)
                high = middle;
            else
                low = middle;
        }

        return low + ((high - low) / 2);
    }

    // How many eigenvalues are below x: the negative pivots of T - x I.
    private static int CountBelow(double[] diagonal, double[] below, double x)
    {
        const double Tiny = 1e-290;
        int count = 0;
        double pivot = 1;
        for (int i = 0; i < diagonal.Length; i++)
        {
            pivot = diagonal[i] - x - (i == 0 ? 0 : below[i] * below[i] / pivot);
            if (Math.Abs(pivot) < Tiny)
                pivot = -Tiny;
            if (pivot < 0)
                count++;
        }

        return count;
    }
}
