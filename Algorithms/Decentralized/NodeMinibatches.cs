using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized;

/// <summary>
/// The minibatches of a node: the samples are shuffled anew for every pass and cut into pieces of B, the last of which may be short. Which samples
/// gradient number k takes depends on k alone: pass p draws from the stream (seed, <see cref="RandomPurpose.Minibatches"/>, node, p).
/// </summary>
internal sealed class NodeMinibatches
{
    private readonly ulong seed;
    private readonly int node;
    private readonly int batchSize;
    private readonly int perPass;
    private readonly int[] order;
    private long pass = -1;

    /// <summary>Plans a node's minibatches.</summary>
    /// <param name="seed">The job's seed.</param>
    /// <param name="node">The node.</param>
    /// <param name="sampleCount">m_i.</param>
    /// <param name="batchSize">B; 0 for all samples.</param>
    public NodeMinibatches(ulong seed, int node, int sampleCount, int batchSize)
    {
        this.seed = seed;
        this.node = node;
        this.batchSize = batchSize >= sampleCount ? 0 : batchSize;
        perPass = this.batchSize == 0 ? 1 : (sampleCount + this.batchSize - 1) / this.batchSize;
        order = this.batchSize == 0 ? [] : new int[sampleCount];
    }

    /// <summary>The samples of a gradient; empty for all of them.</summary>
    /// <param name="number">Its number.</param>
    public ReadOnlySpan<int> Of(long number)
    {
        if (batchSize == 0)
            return [];

        (long wanted, long place) = Math.DivRem(number, perPass);
        if (wanted != pass)
        {
            pass = wanted;
            var stream = new RandomStream(seed, RandomPurpose.Minibatches, node, (int)(wanted % int.MaxValue));
            stream.FillPermutation(order);
        }

        int start = (int)place * batchSize;
        return order.AsSpan(start, Math.Min(batchSize, order.Length - start));
    }
}
