namespace Starling.Algorithms.Numerics;

/// <summary>
/// The factor L of a symmetric positive definite matrix A = L L^T, and what follows from it: solutions, the inverse, the logarithm of the
/// determinant. Dense, row-major, double; the same bits on every machine.
/// </summary>
/// <remarks>Source: Golub and Van Loan, Matrix Computations, section 4.2. Rows are combined whole, so that everything is an inner product.</remarks>
internal sealed class CholeskyFactor
{
    // So many rows of L stay in the cache while all rows below are worked on.
    private const int Block = 32;

    private readonly int n;
    private readonly double[] lower;

    /// <summary>Makes room for matrices of one order.</summary>
    /// <param name="n">The order.</param>
    public CholeskyFactor(int n)
    {
        this.n = n;
        lower = new double[n * n];
    }

    /// <summary>Factors a matrix, once.</summary>
    /// <param name="n">Its order.</param>
    /// <param name="matrix">n x n numbers; only the lower half is read.</param>
    /// <returns>The factor; null where the matrix is not positive definite beyond the rounding error n 2^-52 max |a_ii|.</returns>
    public static CholeskyFactor? TryOf(int n, ReadOnlySpan<double> matrix)
    {
        SpanChecks.SameLength(checked(n * n), matrix.Length, nameof(matrix));
        double largest = 0;
        for (int i = 0; i < n; i++)
            largest = Math.Max(largest, matrix[(i * n) + i]);
        var factor = new CholeskyFactor(n);
        return factor.TryFactor(matrix, n * Math.ScaleB(largest, -52)) ? factor : null;
    }

    /// <summary>Factors a matrix; the factor before is gone.</summary>
    /// <param name="matrix">n x n numbers; only the lower half is read.</param>
    /// <param name="smallestPivot">What the squares on the diagonal of L have to be above.</param>
    /// <returns>False where they are not: the matrix is not positive definite, as far as double can tell.</returns>
    public bool TryFactor(ReadOnlySpan<double> matrix, double smallestPivot = 0)
    {
        for (int first = 0; first < n; first += Block)
        {
            int end = Math.Min(n, first + Block);
            for (int i = first; i < n; i++)
            {
                Span<double> row = lower.AsSpan(i * n, n);
                for (int j = first; j < end && j <= i; j++)
                {
                    double rest = matrix[(i * n) + j] - VectorKernels.Dot<double>(row[..j], lower.AsSpan(j * n, j));
                    if (j < i)
                        row[j] = rest / lower[(j * n) + j];
                    else if (rest > smallestPivot && double.IsFinite(rest))
                        row[i] = Math.Sqrt(rest);
                    else
                        return false;
                }
            }
        }

        return true;
    }

    /// <summary>ln det A = 2 sum_i ln L_ii.</summary>
    public double LogDeterminant()
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += DeterministicMath.Log(lower[(i * n) + i]);
        return 2 * sum;
    }

    /// <summary>Solves A x = b in place.</summary>
    /// <param name="b">n numbers, overwritten with x.</param>
    public void Solve(Span<double> b)
    {
        for (int i = 0; i < n; i++)
            b[i] = (b[i] - VectorKernels.Dot<double>(lower.AsSpan(i * n, i), b[..i])) / lower[(i * n) + i];
        for (int i = n - 1; i >= 0; i--)
        {
            b[i] /= lower[(i * n) + i];
            VectorKernels.Axpy(-b[i], lower.AsSpan(i * n, i), b[..i]);
        }
    }

    /// <summary>The inverse: with K = L^-1, it is K^T K.</summary>
    /// <param name="inverse">n x n numbers, overwritten; symmetric to the last bit.</param>
    public void Invert(Span<double> inverse)
    {
        double[] k = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            Span<double> row = k.AsSpan(i * n, n);
            row[i] = 1;
            for (int j = 0; j < i; j++)
                VectorKernels.Axpy(-lower[(i * n) + j], k.AsSpan(j * n, j + 1), row[..(j + 1)]);
            VectorKernels.Scale(1 / lower[(i * n) + i], row[..(i + 1)]);
        }

        MatrixMultiply.MultiplyTransposeA<double>(k, k, inverse, n, n, n);
    }
}
