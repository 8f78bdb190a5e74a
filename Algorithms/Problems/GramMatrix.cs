using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>The matrix A^T A of a node's samples, and what bounds its eigenvalues.</summary>
internal static class GramMatrix
{
    /// <summary>Up to this order matrices are decomposed; above it, bounds that need no matrix are used.</summary>
    public const int LargestOrder = 2048;

    private const int BoundSteps = 30;

    /// <summary>A^T A, d x d, a sum over the samples in their order.</summary>
    public static double[] Of(NodeSamples samples)
    {
        int d = samples.Dimension;
        double[] gram = new double[checked(d * d)];
        double[] row = new double[d];
        for (int j = 0; j < samples.Count; j++)
        {
            samples.CopyTo(row, j);
            for (int k = 0; k < d; k++)
            {
                if (row[k] != 0)
                    samples.AddTo(gram.AsSpan(k * d, d), j, row[k]);
            }
        }

        return gram;
    }

    /// <summary>
    /// Numbers that no eigenvalue of A^T A is outside of. Where the smaller of m and d is at most <see cref="LargestOrder"/> they
    /// are exact but for rounding (n 2^-50 of the norm is added for it); else the upper one may be too large, by the factor that
    /// mixed signs make (see <see cref="UpperBound"/>), and the lower one is 0.
    /// </summary>
    /// <param name="samples">A.</param>
    /// <param name="gram">A^T A, where the caller has it.</param>
    public static (double Lower, double Upper) Bounds(NodeSamples samples, double[]? gram = null)
    {
        int d = samples.Dimension;
        int m = samples.Count;
        if (Math.Min(m, d) > LargestOrder)
            return (0, UpperBound(samples));

        // A A^T has the same largest eigenvalue; with fewer samples than features the smallest of A^T A is 0.
        var spectrum = d <= m ? SpectrumEnds.Of(d, gram ?? Of(samples)) : SpectrumEnds.Of(m, OuterGram(samples));
        return (d <= m ? Math.Max(0, spectrum.LowerBound) : 0, spectrum.UpperBound);
    }

    /// <summary>
    /// An upper bound of the largest eigenvalue without a matrix: the least of the trace and of max_k (|A|^T |A| w)_k / w_k over
    /// the iterates w of a power iteration, which holds for every positive w (Collatz and Wielandt). It is tight where no feature is
    /// negative; at worst it is too large by the factor min(m, d).
    /// </summary>
    internal static double UpperBound(NodeSamples samples)
    {
        double bound = samples.SumOfSquares();
        double[] w = new double[samples.Dimension];
        double[] product = new double[samples.Dimension];
        double[] row = new double[samples.Dimension];
        w.AsSpan().Fill(1);
        for (int step = 0; step < BoundSteps; step++)
        {
            product.AsSpan().Clear();
            for (int j = 0; j < samples.Count; j++)
            {
                samples.CopyTo(row, j);
                for (int k = 0; k < row.Length; k++)
                    row[k] = Math.Abs(row[k]);
                VectorKernels.Axpy(VectorKernels.Dot<double>(row, w), row, product);
            }

            double quotient = 0;
            double largest = 0;
            for (int k = 0; k < w.Length; k++)
            {
                quotient = Math.Max(quotient, product[k] / w[k]);
                largest = Math.Max(largest, product[k]);
            }

            bound = Math.Min(bound, quotient);
            if (largest == 0)
                break;

            // Mixed with a little of the start, so that w stays positive.
            for (int k = 0; k < w.Length; k++)
                w[k] = (product[k] / largest) + 1e-9;
        }

        return bound * (1 + Math.ScaleB(samples.Dimension + samples.Count, -50));
    }

    private static double[] OuterGram(NodeSamples samples)
    {
        int m = samples.Count;
        double[] gram = new double[m * m];
        double[] row = new double[samples.Dimension];
        for (int j = 0; j < m; j++)
        {
            samples.CopyTo(row, j);
            for (int l = 0; l <= j; l++)
                gram[(j * m) + l] = gram[(l * m) + j] = samples.Dot(l, row);
        }

        return gram;
    }
}
