using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems.Games;

/// <summary>min over |x| &lt;= 1 of x^T Q x/2 + g . x for a Q without negative eigenvalues: x = -(Q + nu I)^-1 g with the least nu &gt;= 0 that leaves it in the ball.</summary>
internal static class BallMinimum
{
    /// <summary>The minimum, nu by bisection.</summary>
    /// <param name="spectrum">Of Q.</param>
    /// <param name="slope">g.</param>
    public static double Of(SymmetricSpectrum spectrum, ReadOnlySpan<double> slope)
    {
        ReadOnlySpan<double> values = spectrum.Values;
        double[] g = new double[slope.Length];
        for (int k = 0; k < g.Length; k++)
            g[k] = VectorKernels.Dot(spectrum.Vector(k), slope);

        double low = 0;
        double high = VectorKernels.Norm2<double>(g);
        if (Length(values, g, 0) <= 1)
            high = 0;
        for (double middle = high / 2; middle > low && middle < high; middle = low + ((high - low) / 2))
        {
            if (Length(values, g, middle) > 1)
                low = middle;
            else
                high = middle;
        }

        // In the basis of the eigenvectors x_k = -g_k/(q_k + nu).
        double least = 0;
        for (int k = 0; k < g.Length; k++)
        {
            double x = g[k] == 0 ? 0 : -g[k] / (Math.Max(0, values[k]) + high);
            least += (0.5 * values[k] * x * x) + (g[k] * x);
        }

        return least;
    }

    private static double Length(ReadOnlySpan<double> values, double[] g, double nu)
    {
        double square = 0;
        for (int k = 0; k < g.Length; k++)
        {
            double x = g[k] == 0 ? 0 : g[k] / (Math.Max(0, values[k]) + nu);
            square += x * x;
        }

        return Math.Sqrt(square);
    }
}
