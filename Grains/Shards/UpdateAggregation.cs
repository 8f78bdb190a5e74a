using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Shards;

/// <summary>
/// Aggregates the accepted updates of a round at one shard: first the update vectors, then the scaled aggregates. The columns
/// are shared out over the compute threads; every column is summed in worker order, so the threads do not change the bits.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="vectors">The algorithm's vectors.</param>
/// <param name="length">The number of elements of the shard's slice.</param>
/// <param name="pool">Where it is computed.</param>
/// <param name="jobId">The job: computations of different jobs take turns.</param>
internal sealed class UpdateAggregation<T>(VectorSchema vectors, int length, ComputePool pool, string jobId)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns of one unit of work: long enough that handing it over costs nothing beside it.</summary>
    private const int PieceLength = 1 << 17;

    /// <summary>Computes the aggregates.</summary>
    /// <param name="order">Who is accepted, with weights and scales.</param>
    /// <param name="updates">For every update vector, the slices of the accepted workers in their order.</param>
    public async Task<VectorBuffer<T>[]> RunAsync(CommitOrder order, IReadOnlyList<VectorBuffer<T>>[] updates)
    {
        var aggregate = new VectorBuffer<T>[vectors.Update.Count + vectors.Scaled.Count];
        var pieces = new List<Task<bool>>();
        for (int v = 0; v < aggregate.Length; v++)
        {
            int index = v;
            var destination = aggregate[v] = new VectorBuffer<T>(length, clear: false);
            for (int piece = 0; piece < length; piece += PieceLength)
            {
                int start = piece;
                pieces.Add(pool.RunAsync(jobId, () => Aggregate(order, updates, index, destination, start)));
            }
        }

        await Task.WhenAll(pieces);
        return aggregate;
    }

    private bool Aggregate(
        CommitOrder order, IReadOnlyList<VectorBuffer<T>>[] updates, int index, VectorBuffer<T> destination, int start)
    {
        Span<T> piece = destination.Span[start..Math.Min(length, start + PieceLength)];
        if (index < updates.Length)
        {
            Mean.Aggregate(updates[index], order.Weights.AsSpan(), piece, start);
            return true;
        }

        int scaled = index - updates.Length;
        int source = vectors.Update.ToList().IndexOf(vectors.Scaled[scaled].Update);
        ReadOnlySpan<double> scales = order.Scales.AsSpan().Slice(scaled * order.Workers.Length, order.Workers.Length);
        Mean.AggregateScaled(updates[source], order.Weights.AsSpan(), scales, piece, start);
        return true;
    }
}
