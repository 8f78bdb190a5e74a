using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>Top-k: the k coordinates of largest |x_i|, of equal ones the first.</summary>
/// <remarks>
/// Contractive, alpha = k/D, and 1 - |residual|^2 / |x|^2 in fact. A message has k values and the positions: as indices of ceil(log2 D) bits, as a
/// bitmap of D bits, or as gaps in Rice's code, whichever is shortest. Time O(D): selection, not sorting.
/// Source: Stich, Cordonnier, Jaggi, "Sparsified SGD with Memory", NeurIPS 2018.
/// </remarks>
/// <param name="kept">k.</param>
public sealed class TopK(KeptCount kept) : Sparsifier
{
    private protected override MessageKind Kind => MessageKind.TopK;

    /// <inheritdoc/>
    public override int MostKept(int dimension) => kept.Among(dimension);

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension)
    {
        int k = MostKept(dimension);
        return CompressorInfo.Contractive(
            dimension == 0 ? 1 : (double)k / dimension,
            ((double)k * BitsOf<T>()) + SupportCode.MostBits(dimension, k));
    }

    private protected override long MostSupportBits(int dimension) => SupportCode.MostBits(dimension, MostKept(dimension));

    private protected override Selection Select<T>(ReadOnlySpan<T> x, ref RandomStream stream, Span<int> support)
    {
        int k = MostKept(x.Length);
        LargestElements.Select(x, support[..k]);
        (SupportCoding coding, int rice, long bits) = SupportCode.Cheapest(support[..k], x.Length);
        return new Selection(k, coding, rice, bits);
    }

    private protected override int Regenerate(in MessageHeader header, Span<int> support)
    {
        Malformed.ThrowIf(header.HasSeed, "it has a seed and no positions");
        return MostKept(header.Dimension);
    }
}
