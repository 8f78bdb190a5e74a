namespace Starling.Algorithms.Numerics;

/// <summary>
/// The factor L of a symmetric positive definite matrix A = L L^T, for solving A x = b. Every entry of L is one inner product, so the
/// bits are the same on every machine.
/// </summary>
/// <remarks>Source: Golub and Van Loan, Matrix Computations, section 4.2. Immutable: any number of threads may solve with one factor.</remarks>
internal sealed class CholeskyFactor
{
    // So many rows of L stay in the cache while all rows below are worked on.
    private const int Block = 32;

    private readonly double[] lower;
    private readonly int order;

    private CholeskyFactor(int order, double[] lower)
    {
        this.order = order;
        this.lower = lower;
    }

    /// <summary>Factors a matrix.</summary>
    /// <param name="n">Its order.</param>
    /// <param name="matrix">n * n numbers, row by row; only the lower triangle is read.</param>
    /// <returns>The factor; null where the matrix is not positive definite beyond the rounding error n 2^-52 max |a_ii|.</returns>
    public static CholeskyFactor? TryFactor(int n, ReadOnlySpan<double> matrix)
    {
        SpanChecks.SameLength(checked(n * n), matrix.Length, nameof(matrix));
        double largest = 0;
        for (int i = 0; i < n; i++)
            largest = Math.Max(largest, matrix[(i * n) + i]);
        double smallestPivot = n * Math.ScaleB(largest, -52);

        double[] l = new double[n * n];
        for (int first = 0; first < n; first += Block)
        {
            int end = Math.Min(n, first + Block);
            for (int i = first; i < n; i++)
            {
                Span<double> row = l.AsSpan(i * n, n);
                for (int j = first; j < end && j <= i; j++)
                {
                    double rest = matrix[(i * n) + j]
                        - VectorKernels.Dot<double>(row[..j], l.AsSpan(j * n, j));
                    if (j < i)
                        row[j] = rest / l[(j * n) + j];
                    else if (rest > smallestPivot)
                        row[j] = Math.Sqrt(rest);
                    else
                        return null;
                }
            }
        }

        return new CholeskyFactor(n, l);
    }

    /// <summary>x = A^-1 b, in place.</summary>
    /// <param name="b">n numbers: b, overwritten with x.</param>
    public void Solve(Span<double> b)
    {
        SpanChecks.SameLength(order, b.Length, nameof(b));
        for (int i = 0; i < order; i++)
        {
            ReadOnlySpan<double> row = lower.AsSpan(i * order, i + 1);
            b[i] = (b[i] - VectorKernels.Dot(row[..i], b[..i])) / row[i];
        }

        for (int i = order - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = lower.AsSpan(i * order, i + 1);
            b[i] /= row[i];
            VectorKernels.Axpy(-b[i], row[..i], b[..i]);
        }
    }
}
