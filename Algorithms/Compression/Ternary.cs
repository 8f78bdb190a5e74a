using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;

namespace Starling.Algorithms.Compression;

/// <summary>Ternary quantisation: |x|_inf sign(x_i) with probability |x_i| / |x|_inf, else 0.</summary>
/// <remarks>
/// Unbiased, omega = |x|_inf |x|_1 / |x|^2 - 1 &lt;= (sqrt(D) - 1)/2. With clipping, elements are first cut to c times the root of their mean square: the
/// variance is less, but it is not unbiased any more, nor contractive by any bound that is known. A message has one number of T and five coordinates a byte, or the gaps
/// between the others than zero where that is shorter. Source: Wen et al., "TernGrad", NeurIPS 2017.
/// </remarks>
/// <param name="clip">c; 0 does not clip.</param>
public sealed class Ternary(double clip = 0) : Dithering(1, int.MaxValue)
{
    private protected override MessageKind Kind => MessageKind.Ternary;

    private protected override bool UsesTrits => true;

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension)
    {
        double bits = MostBits<T>(dimension);
        return clip > 0
            ? new CompressorInfo { IsRandomised = true, Bits = bits }
            : CompressorInfo.Unbiased(Math.Max(0, (Math.Sqrt(dimension) - 1) / 2), bits) with { IsRandomised = true };
    }

    private protected override T NormOf<T>(ReadOnlySpan<T> x)
    {
        T largest = Magnitudes.Largest(x);
        if (clip == 0 || x.IsEmpty)
            return largest;

        double limit = clip * Magnitudes.Norm2(x) / Math.Sqrt(x.Length);
        return double.CreateTruncating(largest) > limit ? T.CreateTruncating(limit) : largest;
    }
}
