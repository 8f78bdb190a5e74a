using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression;

/// <summary>
/// Perm-K: a random permutation that the n workers of a round share cuts the coordinates into n blocks whose sizes differ by at most one; worker
/// m sends n x on its block. The mean over the workers has every coordinate from exactly one of them.
/// </summary>
/// <remarks>
/// Each worker is unbiased with omega = n - 1. For the mean of all, E|avg C_m(x_m) - xbar|^2 = (1/n) sum |x_m|^2 - |xbar|^2: nothing where all x_m are
/// equal. Where n does not divide D, who has the larger blocks is drawn too, which keeps every worker unbiased; with D &lt; n some have nothing to
/// send. A message has about D/n values and the common seed. The blocks alone are drawn, not the order within them, which
/// matters to nobody: time O(D) in the order of memory, memory D bytes.
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
        int count = Draw(seed, x.Length, support);
        return new Selection(count, SupportCoding.Seed, Seed: seed);
    }

    private protected override int Regenerate(in MessageHeader header, Span<int> support)
    {
        Malformed.ThrowIf(!header.HasSeed, "it has no seed");
        return Draw(header.Seed, header.Dimension, support);
    }

    // Draws into a span that has room for the block, and tells how large the block is in any case.
    private int Draw(ulong seed, int dimension, Span<int> support)
    {
        var labels = new RandomStream(seed, RandomPurpose.Compression);
        var choices = new RandomStream(seed, RandomPurpose.Compression, participant: 1);
        int place = (int)(((long)worker + choices.NextInt32(workers)) % workers);
        int count = Equipartition.Size(dimension, workers, place);
        if (count <= support.Length)
            Equipartition.Draw(ref labels, ref choices, dimension, workers, place, support[..count]);
        return count;
    }
}
