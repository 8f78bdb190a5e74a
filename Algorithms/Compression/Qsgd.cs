using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;

namespace Starling.Algorithms.Compression;

/// <summary>The norm that levels are fractions of.</summary>
public enum DitheringNorm
{
    /// <summary>The Euclidean norm.</summary>
    L2,

    /// <summary>The largest absolute value.</summary>
    Max,
}

/// <summary>QSGD: random dithering with s levels of the Euclidean norm, or of the largest absolute value.</summary>
/// <remarks>
/// Unbiased; on buckets of B coordinates (the whole vector where there are none) omega = min(B/s^2, sqrt(B)/s), with the largest absolute value
/// B/(4 s^2), and (sqrt(B) - 1)/2 for s = 1. Contractive on demand: C/(1 + omega), alpha = 1/(1 + omega), what CHOCO-SGD asks for. A message has one number of T a
/// bucket and the levels in the cheapest of three codes: a sign and ceil(log2(s + 1)) bits, Elias gamma, or gaps between the non-zero ones.
/// Sources: Alistarh, Grubic, Li, Tomioka, Vojnovic, "QSGD", NeurIPS 2017; Koloskova, Stich, Jaggi, "Decentralized Stochastic Optimization and
/// Gossip Algorithms with Compressed Communication", ICML 2019.
/// </remarks>
/// <param name="levels">s.</param>
/// <param name="norm">The norm.</param>
/// <param name="bucket">B.</param>
/// <param name="contractive">Whether the receiver divides by 1 + omega.</param>
public sealed class Qsgd(int levels, DitheringNorm norm = DitheringNorm.L2, int bucket = int.MaxValue, bool contractive = false)
    : Dithering(levels, bucket)
{
    private protected override MessageKind Kind => MessageKind.Qsgd;

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension)
    {
        double omega = Omega(dimension);
        double bits = MostBits<T>(dimension);
        return (contractive ? CompressorInfo.Contractive(1 / (1 + omega), bits) : CompressorInfo.Unbiased(omega, bits)) with { IsRandomised = true };
    }

    private protected override double Factor(int dimension) => contractive ? 1 / (1 + Omega(dimension)) : 1;

    private protected override T NormOf<T>(ReadOnlySpan<T> x) =>
        norm == DitheringNorm.Max ? Magnitudes.Largest(x) : Magnitudes.RoundUp<T>(Magnitudes.Norm2(x));

    private double Omega(int dimension)
    {
        double length = LongestBucket(dimension);
        double s = Levels;
        return norm == DitheringNorm.L2 ? Math.Min(length / (s * s), Math.Sqrt(length) / s)
            : Levels == 1 ? Math.Max(0, (Math.Sqrt(length) - 1) / 2)
            : length / (4 * s * s);
    }
}
