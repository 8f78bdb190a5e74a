namespace Starling.Algorithms.Numerics;

/// <summary>
/// A random orthogonal matrix, every one as likely as any other (Haar's measure): Q of G = Q R with G of independent normal numbers, and every column of Q
/// multiplied by the sign of R's diagonal, without which the choice of signs of the factorisation would show.
/// </summary>
/// <remarks>
/// Householder reflections. Sources: Golub and Van Loan, Matrix Computations, section 5.2; Mezzadri, "How to generate random matrices from the classical
/// compact groups", Notices of the AMS 2007.
/// </remarks>
internal static class HaarMatrix
{
    /// <summary>Turns normal numbers into an orthogonal matrix.</summary>
    /// <param name="order">d.</param>
    /// <param name="normals">G, d x d numbers, row by row.</param>
    /// <returns>Q, d x d numbers, row by row.</returns>
    public static double[] Of(int order, ReadOnlySpan<double> normals)
    {
        SpanChecks.SameLength(checked(order * order), normals.Length, nameof(normals));

        // Row j holds column j: of G, later of Q.
        double[] columns = new double[normals.Length];
        MatrixMultiply.Transpose(normals, columns, order, order);
        double[] reflections = new double[normals.Length];
        double[] factors = new double[order];
        double[] signs = new double[order];
        for (int k = 0; k < order; k++)
        {
            Span<double> v = reflections.AsSpan((k * order) + k, order - k);
            columns.AsSpan((k * order) + k, order - k).CopyTo(v);
            double norm = VectorKernels.Norm2<double>(v);
            double diagonal = v[0] > 0 ? -norm : norm;
            signs[k] = diagonal < 0 ? -1 : 1;
            v[0] -= diagonal;
            double square = VectorKernels.SumOfSquares<double>(v);
            factors[k] = square > 0 ? 2 / square : 0;
            for (int j = k; j < order; j++)
                Reflect(v, factors[k], columns.AsSpan((j * order) + k, order - k));
        }

        // Q = H_0 H_1 ... applied to the unit vectors.
        Array.Clear(columns);
        for (int j = 0; j < order; j++)
        {
            Span<double> column = columns.AsSpan(j * order, order);
            column[j] = signs[j];
            for (int k = order - 1; k >= 0; k--)
                Reflect(reflections.AsSpan((k * order) + k, order - k), factors[k], column[k..]);
        }

        double[] result = new double[normals.Length];
        MatrixMultiply.Transpose<double>(columns, result, order, order);
        return result;
    }

    /// <summary>Q diag(e) Q^T, symmetric to the last bit.</summary>
    /// <param name="order">d.</param>
    /// <param name="basis">Q, d x d numbers.</param>
    /// <param name="eigenvalues">e, d numbers.</param>
    public static double[] Symmetric(int order, ReadOnlySpan<double> basis, ReadOnlySpan<double> eigenvalues)
    {
        double[] scaled = basis.ToArray();
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] *= eigenvalues[i % order];
        double[] result = new double[basis.Length];
        MatrixMultiply.MultiplyTransposeB(scaled, basis, result, order, order, order);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < i; j++)
                result[(j * order) + i] = result[(i * order) + j];
        }

        return result;
    }

    private static void Reflect(ReadOnlySpan<double> v, double factor, Span<double> x) =>
        VectorKernels.Axpy(-factor * VectorKernels.Dot(v, x), v, x);
}
