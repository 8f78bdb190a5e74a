using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>Rand-k: (D/k) x_S for a uniformly random set S of k coordinates; unscaled x_S.</summary>
/// <remarks>
/// Unbiased, omega = D/k - 1, exact for every x; unscaled contractive, alpha = k/D. A message has k values and a seed of 8 bytes in the header, from
/// which the receiver draws S again: no bits for positions. Time O(D) for the check that x is finite, O(k) for the rest.
/// Source: Stich, Cordonnier, Jaggi, "Sparsified SGD with Memory", NeurIPS 2018.
/// </remarks>
/// <param name="kept">k.</param>
/// <param name="scaled">Whether the values are multiplied by D/k.</param>
public sealed class RandK(KeptCount kept, bool scaled = true) : Sparsifier
{
    private protected override MessageKind Kind => MessageKind.RandK;

    /// <inheritdoc/>
    public override int MostKept(int dimension) => kept.Among(dimension);

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension)
    {
        int k = MostKept(dimension);
        double bits = (double)k * BitsOf<T>();
        double share = dimension == 0 ? 1 : (double)k / dimension;
        return (scaled ? CompressorInfo.Unbiased((1 / share) - 1, bits) : CompressorInfo.Contractive(share, bits)) with { IsRandomised = true };
    }

    private protected override double Factor(int dimension) => scaled && dimension > 0 ? (double)dimension / MostKept(dimension) : 1;

    private protected override Selection Select<T>(ReadOnlySpan<T> x, ref RandomStream stream, Span<int> support)
    {
        CheckFinite(x);
        int k = MostKept(x.Length);
        ulong seed = stream.NextUInt64();
        Draw(seed, x.Length, support[..k]);
        return new Selection(k, SupportCoding.Seed, Seed: seed);
    }

    private protected override int Regenerate(in MessageHeader header, Span<int> support)
    {
        Malformed.ThrowIf(!header.HasSeed, "it has no seed");
        int k = MostKept(header.Dimension);
        if (support.Length == k)
            Draw(header.Seed, header.Dimension, support);
        return k;
    }

    private static void Draw(ulong seed, int dimension, Span<int> support) =>
        new RandomStream(seed, RandomPurpose.Compression).Choose(dimension, support.Length, support);
}
