using System.Buffers;
using System.Numerics;
using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>
/// Perm-K: a random permutation that the n workers of a round share cuts the coordinates into n blocks whose sizes differ by at most one; worker
/// m sends n x on its block. The mean over the workers has every coordinate from exactly one of them.
/// </summary>
/// <remarks>
/// Each worker is unbiased with omega = n - 1. For the mean of all, E|avg C_m(x_m) - xbar|^2 = (1/n) sum |x_m|^2 - |xbar|^2: nothing where all x_m are
/// equal. Where n does not divide D, who has the larger blocks is drawn too, which keeps every worker unbiased; with D &lt; n some have nothing to
/// send. A message has about D/n values and the common seed. Time and memory O(D) for the permutation.
/// Source: Szlendak, Tyurin, Richtarik, "Permutation Compressors for Provably Faster Distributed Nonconvex Optimization", ICLR 2022.
/// </remarks>
public sealed class PermK : Sparsifier
{
    private readonly int worker;
    private readonly int workers;

    /// <summary>Makes the compressor of one worker.</summary>
    /// <param name="worker">m, from 0.</param>
    /// <param name="workers">n.</param>
    /// <exception cref="ArgumentOutOfRangeException">m is not one of n.</exception>
    public PermK(int worker, int workers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        ArgumentOutOfRangeException.ThrowIfNegative(worker);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(worker, workers);
        this.worker = worker;
        this.workers = workers;
    }

    private protected override MessageKind Kind => MessageKind.PermK;

    /// <inheritdoc/>
    public override int MostKept(int dimension) => (int)(((long)dimension + workers - 1) / workers);

    /// <inheritdoc/>
    public override CompressorInfo Describe<T>(int dimension) =>
        CompressorInfo.Unbiased(workers - 1, (double)MostKept(dimension) * BitsOf<T>()) with { IsRandomised = true, NeedsCommonStream = true };

    private protected override double Factor(int dimension) => workers;

    private protected override Selection Select<T>(ReadOnlySpan<T> x, ref RandomStream stream, Span<int> support)
    {
        CheckFinite(x);
        ulong seed = stream.NextUInt64();
        return new Selection(Draw(seed, x.Length, support), SupportCoding.Seed, Seed: seed);
    }

    private protected override int Regenerate(in MessageHeader header, Span<int> support)
    {
        Malformed.ThrowIf(!header.HasSeed, "it has no seed");
        int[] pooled = ArrayPool<int>.Shared.Rent(MostKept(header.Dimension));
        int count = Draw(header.Seed, header.Dimension, pooled);
        if (count == support.Length)
            pooled.AsSpan(0, count).CopyTo(support);
        ArrayPool<int>.Shared.Return(pooled);
        return count;
    }

    private int Draw(ulong seed, int dimension, Span<int> support)
    {
        var stream = new RandomStream(seed, RandomPurpose.Compression);
        int place = (int)(((long)worker + stream.NextInt32(workers)) % workers);
        int larger = dimension % workers;
        int start = (place * (dimension / workers)) + Math.Min(place, larger);
        int count = (dimension / workers) + (place < larger ? 1 : 0);

        int words = (dimension + 63) / 64;
        int[] order = ArrayPool<int>.Shared.Rent(dimension);
        ulong[] bitmap = ArrayPool<ulong>.Shared.Rent(words);
        stream.FillPermutation(order.AsSpan(0, dimension));
        bitmap.AsSpan(0, words).Clear();
        foreach (int position in order.AsSpan(start, count))
            bitmap[position / 64] |= 1UL << (position % 64);
        int next = 0;
        for (int word = 0; word < words; word++)
        {
            for (ulong bits = bitmap[word]; bits != 0; bits &= bits - 1)
                support[next++] = (word * 64) + BitOperations.TrailingZeroCount(bits);
        }

        ArrayPool<int>.Shared.Return(order);
        ArrayPool<ulong>.Shared.Return(bitmap);
        return count;
    }
}
