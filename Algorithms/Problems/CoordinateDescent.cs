using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Problems;

/// <summary>
/// The minimiser of 1/2 x . H x - q . x + lambda |x|_1, H positive definite, by cyclic coordinate descent: every coordinate in turn goes
/// to its minimiser, (soft threshold of q_k - sum_l H_kl x_l + H_kk x_k) / H_kk.
/// </summary>
/// <remarks>Source: Friedman, Hastie, Höfling and Tibshirani, "Pathwise coordinate optimization" (2007).</remarks>
internal static class CoordinateDescent
{
    private const int MostSweeps = 20_000;
    private const int SweepsPerRefresh = 100;
    private const double Tolerance = 1e-15;

    /// <summary>The minimiser. It stops once a sweep changes no coordinate by more than 1e-15 of the largest.</summary>
    /// <param name="h">H, d x d, row by row, symmetric.</param>
    /// <param name="q">q, d numbers.</param>
    /// <param name="lambda">lambda, above 0.</param>
    public static double[] Minimise(double[] h, double[] q, double lambda)
    {
        int d = q.Length;
        double[] x = new double[d];
        double[] slope = new double[d];
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            // q - H x is kept up to date, and made anew now and then so that rounding does not gather.
            if (sweep % SweepsPerRefresh == 0)
            {
                q.CopyTo(slope, 0);
                for (int k = 0; k < d; k++)
                    VectorKernels.Axpy<double>(-x[k], h.AsSpan(k * d, d), slope);
            }

            double largest = 0;
            double change = 0;
            for (int k = 0; k < d; k++)
            {
                double curvature = h[(k * d) + k];
                double target = Math.FusedMultiplyAdd(curvature, x[k], slope[k]);
                double next = (target - Math.Clamp(target, -lambda, lambda)) / curvature;
                double step = next - x[k];
                if (step != 0)
                    VectorKernels.Axpy<double>(-step, h.AsSpan(k * d, d), slope);
                x[k] = next;
                largest = Math.Max(largest, Math.Abs(next));
                change = Math.Max(change, Math.Abs(step));
            }

            if (change <= Tolerance * largest)
                break;
        }

        return x;
    }
}
