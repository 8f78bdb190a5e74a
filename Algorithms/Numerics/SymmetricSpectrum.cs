namespace Starling.Algorithms.Numerics;

/// <summary>
/// Eigenvalues, and eigenvectors where they are wanted, of a symmetric matrix of any size: Householder reflections make it tridiagonal,
/// implicit QL steps make that diagonal. About 2 n^3 multiplications for the values and 5 n^3 more for the vectors; the same bits on every
/// machine. An eigenvalue is exact to a few roundings of the largest one.
/// </summary>
/// <remarks>Source: Golub and Van Loan, Matrix Computations, sections 8.3.1 and 8.3.3.</remarks>
internal sealed class SymmetricSpectrum
{
    private const int MostSteps = 60;
    private const double Epsilon = 2.220446049250313e-16;

    private readonly int n;
    private readonly double[] values;
    private readonly double[] vectors;

    private SymmetricSpectrum(int n, double[] values, double[] vectors)
    {
        this.n = n;
        this.values = values;
        this.vectors = vectors;
    }

    /// <summary>The eigenvalues, ascending.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>The unit eigenvector of the k-th eigenvalue; its largest component, the first among equals, is positive.</summary>
    public ReadOnlySpan<double> Vector(int k) => vectors.AsSpan(k * n, n);

    /// <summary>The eigenvalues alone, ascending.</summary>
    /// <param name="n">The order.</param>
    /// <param name="matrix">n x n numbers, symmetric; overwritten.</param>
    public static double[] ValuesOf(int n, Span<double> matrix)
    {
        double[] diagonal = new double[n];
        double[] beside = new double[n];
        Tridiagonalize(n, matrix, diagonal, beside, new double[n]);
        Diagonalize(n, diagonal, beside, []);
        Array.Sort(diagonal);
        return diagonal;
    }

    /// <summary>Eigenvalues and eigenvectors.</summary>
    /// <param name="n">The order.</param>
    /// <param name="matrix">n x n numbers, symmetric; overwritten.</param>
    public static SymmetricSpectrum Of(int n, Span<double> matrix)
    {
        double[] diagonal = new double[n];
        double[] beside = new double[n];
        double[] factors = new double[n];
        Tridiagonalize(n, matrix, diagonal, beside, factors);
        double[] rows = Reflections(n, matrix, factors);
        Diagonalize(n, diagonal, beside, rows);
        return Sorted(n, diagonal, rows);
    }

    // Row k is the k-th reflected column already, since the matrix is symmetric: v replaces it, and I - factor v v^T is the reflection.
    private static void Tridiagonalize(int n, Span<double> matrix, Span<double> diagonal, Span<double> beside, Span<double> factors)
    {
        double[] product = new double[n];
        for (int k = 0; k < n; k++)
        {
            diagonal[k] = matrix[(k * n) + k];
            if (k == n - 1)
                break;
            int first = k + 1;
            int length = n - first;
            Span<double> v = matrix.Slice((k * n) + first, length);
            double tail = length == 1 ? 0 : VectorKernels.SumOfSquares<double>(v[1..]);
            if (tail == 0)
            {
                beside[k] = v[0];
                continue;
            }

            double norm = Math.Sqrt((v[0] * v[0]) + tail);
            double image = v[0] > 0 ? -norm : norm;
            beside[k] = image;
            v[0] -= image;
            double factor = 2 / ((v[0] * v[0]) + tail);
            factors[k] = factor;

            // A <- A - v w^T - w v^T, with p = factor A v and w = p - (factor/2)(p.v) v.
            Span<double> w = product.AsSpan(0, length);
            for (int i = 0; i < length; i++)
                w[i] = factor * VectorKernels.Dot<double>(matrix.Slice(((first + i) * n) + first, length), v);
            VectorKernels.Axpy(-0.5 * factor * VectorKernels.Dot<double>(w, v), v, w);
            for (int i = 0; i < length; i++)
            {
                Span<double> row = matrix.Slice(((first + i) * n) + first, length);
                VectorKernels.Axpy(-v[i], w, row);
                VectorKernels.Axpy(-w[i], v, row);
            }
        }
    }

    // Rows of the result are the columns of Q = H_0 H_1 ..., where Q^T A Q is tridiagonal.
    private static double[] Reflections(int n, ReadOnlySpan<double> matrix, ReadOnlySpan<double> factors)
    {
        double[] rows = new double[n * n];
        for (int i = 0; i < n; i++)
            rows[(i * n) + i] = 1;
        for (int k = n - 2; k >= 0; k--)
        {
            if (factors[k] == 0)
                continue;
            int first = k + 1;
            ReadOnlySpan<double> v = matrix.Slice((k * n) + first, n - first);
            for (int i = first; i < n; i++)
            {
                Span<double> row = rows.AsSpan((i * n) + first, n - first);
                VectorKernels.Axpy(-factors[k] * VectorKernels.Dot<double>(row, v), v, row);
            }
        }

        return rows;
    }

    private static void Diagonalize(int n, Span<double> d, Span<double> e, Span<double> rows)
    {
        double[] rotated = new double[rows.IsEmpty ? 0 : n];
        for (int low = 0; low < n; low++)
        {
            for (int step = 0; ; step++)
            {
                int high = low;
                while (high < n - 1 && Math.Abs(e[high]) > Epsilon * (Math.Abs(d[high]) + Math.Abs(d[high + 1])))
                    high++;
                if (high == low)
                    break;
                if (step == MostSteps)
                    throw new ArithmeticException("The eigenvalues of a matrix did not converge; are its entries finite?");
                Step(n, d, e, low, high, rows, rotated);
            }
        }
    }

    // One implicit QL step on the block low..high, with Wilkinson's shift.
    private static void Step(int n, Span<double> d, Span<double> e, int low, int high, Span<double> rows, Span<double> rotated)
    {
        double half = (d[low + 1] - d[low]) / (2 * e[low]);
        double root = Math.Sqrt((half * half) + 1);
        double bulge = d[high] - d[low] + (e[low] / (half + (half < 0 ? -root : root)));
        double sine = 1;
        double cosine = 1;
        double carried = 0;
        for (int i = high - 1; i >= low; i--)
        {
            double f = sine * e[i];
            double b = cosine * e[i];
            double r = Math.Sqrt((f * f) + (bulge * bulge));
            e[i + 1] = r;
            if (r == 0)
            {
                d[i + 1] -= carried;
                e[high] = 0;
                return;
            }

            sine = f / r;
            cosine = bulge / r;
            double above = d[i + 1] - carried;
            r = ((d[i] - above) * sine) + (2 * cosine * b);
            carried = sine * r;
            d[i + 1] = above + carried;
            bulge = (cosine * r) - b;
            if (!rows.IsEmpty)
                Rotate(rows.Slice(i * n, n), rows.Slice((i + 1) * n, n), cosine, sine, rotated);
        }

        d[low] -= carried;
        e[low] = bulge;
        e[high] = 0;
    }

    private static void Rotate(Span<double> lower, Span<double> upper, double cosine, double sine, Span<double> rotated)
    {
        VectorKernels.ScaledSum<double>(sine, lower, cosine, upper, rotated);
        VectorKernels.ScaledSum<double>(cosine, lower, -sine, upper, lower);
        rotated.CopyTo(upper);
    }

    private static SymmetricSpectrum Sorted(int n, double[] diagonal, double[] rows)
    {
        int[] order = new int[n];
        for (int k = 0; k < n; k++)
            order[k] = k;
        Array.Sort(order, (a, b) => diagonal[a] != diagonal[b] ? diagonal[a].CompareTo(diagonal[b]) : a.CompareTo(b));
        double[] ascending = new double[n];
        double[] sorted = new double[n * n];
        for (int k = 0; k < n; k++)
        {
            ascending[k] = diagonal[order[k]];
            Span<double> vector = sorted.AsSpan(k * n, n);
            rows.AsSpan(order[k] * n, n).CopyTo(vector);
            double largest = 0;
            foreach (double component in vector)
            {
                if (Math.Abs(component) > Math.Abs(largest))
                    largest = component;
            }

            if (largest < 0)
                VectorKernels.Scale(-1.0, vector);
        }

        return new SymmetricSpectrum(n, ascending, sorted);
    }
}
