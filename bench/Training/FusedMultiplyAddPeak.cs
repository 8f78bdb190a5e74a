using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Starling.Bench.Training;

/// <summary>
/// The limit: how many single-precision operations a second the machine makes when it does nothing but fused multiply-adds
/// on registers. Sixteen independent chains cover latency times throughput of every current processor.
/// </summary>
internal static class FusedMultiplyAddPeak
{
    private const int Chains = 16;
    private const int Iterations = 1_000_000;

    /// <summary>Operations a second of one thread, a fused multiply-add counting as two; the best of several tries.</summary>
    public static double Measure()
    {
        double best = 0;
        for (int attempt = 0; attempt < 10; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            float sink = Vector512.IsHardwareAccelerated ? Run512(1e-3f) : Run256(1e-3f);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            int lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
            if (float.IsFinite(sink))
                best = Math.Max(best, 2.0 * Chains * lanes * Iterations / seconds);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512(float seed)
    {
        Vector512<float> a = Vector512.Create(0.999f), b = Vector512.Create(seed);
        Vector512<float> x0 = b, x1 = b, x2 = b, x3 = b, x4 = b, x5 = b, x6 = b, x7 = b;
        Vector512<float> y0 = b, y1 = b, y2 = b, y3 = b, y4 = b, y5 = b, y6 = b, y7 = b;
        for (int i = 0; i < Iterations; i++)
        {
            x0 = Vector512.FusedMultiplyAdd(x0, a, b);
            x1 = Vector512.FusedMultiplyAdd(x1, a, b);
            x2 = Vector512.FusedMultiplyAdd(x2, a, b);
            x3 = Vector512.FusedMultiplyAdd(x3, a, b);
            x4 = Vector512.FusedMultiplyAdd(x4, a, b);
            x5 = Vector512.FusedMultiplyAdd(x5, a, b);
            x6 = Vector512.FusedMultiplyAdd(x6, a, b);
            x7 = Vector512.FusedMultiplyAdd(x7, a, b);
            y0 = Vector512.FusedMultiplyAdd(y0, a, b);
            y1 = Vector512.FusedMultiplyAdd(y1, a, b);
            y2 = Vector512.FusedMultiplyAdd(y2, a, b);
            y3 = Vector512.FusedMultiplyAdd(y3, a, b);
            y4 = Vector512.FusedMultiplyAdd(y4, a, b);
            y5 = Vector512.FusedMultiplyAdd(y5, a, b);
            y6 = Vector512.FusedMultiplyAdd(y6, a, b);
            y7 = Vector512.FusedMultiplyAdd(y7, a, b);
        }

        return Vector512.Sum(x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + y0 + y1 + y2 + y3 + y4 + y5 + y6 + y7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256(float seed)
    {
        // Eight chains twice: sixteen and the constants would not fit into the sixteen registers of 256 bits.
        Vector256<float> a = Vector256.Create(0.999f), b = Vector256.Create(seed);
        Vector256<float> total = default;
        for (int half = 0; half < 2; half++)
        {
            Vector256<float> x0 = b, x1 = b, x2 = b, x3 = b, x4 = b, x5 = b, x6 = b, x7 = b;
            for (int i = 0; i < Iterations; i++)
            {
                x0 = Vector256.FusedMultiplyAdd(x0, a, b);
                x1 = Vector256.FusedMultiplyAdd(x1, a, b);
                x2 = Vector256.FusedMultiplyAdd(x2, a, b);
                x3 = Vector256.FusedMultiplyAdd(x3, a, b);
                x4 = Vector256.FusedMultiplyAdd(x4, a, b);
                x5 = Vector256.FusedMultiplyAdd(x5, a, b);
                x6 = Vector256.FusedMultiplyAdd(x6, a, b);
                x7 = Vector256.FusedMultiplyAdd(x7, a, b);
            }

            total += x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7;
        }

        return Vector256.Sum(total);
    }
}
