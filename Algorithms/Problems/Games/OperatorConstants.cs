using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>What a matrix K says of the affine operator F(z) = K z + b.</summary>
/// <param name="Lipschitz">L, the largest singular value of K.</param>
/// <param name="Monotonicity">mu, the smallest eigenvalue of (K + K^T)/2; 0 where it is not above rounding.</param>
/// <param name="Cocoercivity">
/// l, the smallest number with |K v|^2 &lt;= l &lt;K v, v&gt; for all v: 1/lambda_min((K^-1 + K^-T)/2) where K has an inverse. Infinity where there is none.
/// </param>
internal readonly record struct OperatorConstants(double Lipschitz, double Monotonicity, double Cocoercivity)
{
    private const double NullShare = 1e-9;

    /// <summary>Decomposes K.</summary>
    /// <param name="n">The order.</param>
    /// <param name="matrix">K, n x n numbers.</param>
    /// <remarks>
    /// With S = (K + K^T)/2 = V diag(s) V^T the quotient |K v|^2/&lt;S v, v&gt; is largest where W = K V diag(s)^(-1/2) is, so that l = |W|^2. Directions
    /// that S sends to 0 have to be sent there by K too.
    /// </remarks>
    public static OperatorConstants Of(int n, ReadOnlySpan<double> matrix)
    {
        double frobenius = VectorKernels.Norm2(matrix);
        double rounding = n * Math.ScaleB(frobenius, -50);
        double[] symmetric = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                symmetric[(i * n) + j] = 0.5 * (matrix[(i * n) + j] + matrix[(j * n) + i]);
        }

        var spectrum = SymmetricSpectrum.Of(n, symmetric);
        double lipschitz = Norm(n, n, matrix);
        double monotonicity = Math.Abs(spectrum.Values[0]) <= rounding ? 0 : spectrum.Values[0];

        double[] images = new double[n * n];
        for (int k = 0; k < n; k++)
        {
            Span<double> image = images.AsSpan(k * n, n);
            for (int i = 0; i < n; i++)
                image[i] = VectorKernels.Dot(matrix.Slice(i * n, n), spectrum.Vector(k));
            double curvature = spectrum.Values[k];
            if (curvature > rounding)
                VectorKernels.Scale(1 / Math.Sqrt(curvature), image);
            else if (curvature >= -rounding && VectorKernels.Norm2<double>(image) <= NullShare * frobenius)
                image.Clear();
            else
                return new OperatorConstants(lipschitz, monotonicity, double.PositiveInfinity);
        }

        double largest = Norm(n, n, images);
        return new OperatorConstants(lipschitz, monotonicity, largest * largest);
    }

    /// <summary>The largest singular value of a matrix.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="matrix">rows x columns numbers.</param>
    public static double Norm(int rows, int columns, ReadOnlySpan<double> matrix)
    {
        // The smaller of A A^T and A^T A has the same largest eigenvalue.
        int order = Math.Min(rows, columns);
        double[] gram = new double[order * order];
        if (rows <= columns)
            MatrixMultiply.MultiplyTransposeB(matrix, matrix, gram, rows, columns, rows);
        else
            MatrixMultiply.MultiplyTransposeA(matrix, matrix, gram, columns, rows, columns);
        return Math.Sqrt(Math.Max(0, SymmetricSpectrum.ValuesOf(order, gram)[^1]));
    }
}
