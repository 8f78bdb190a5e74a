using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.GrainInterfaces;
using Starling.Grains.Shards;

namespace Starling.Grains.Runtime;

/// <summary>
/// Makes the next version of a job's server vectors on a silo that has the one before: it fetches the aggregates from the shards, compressed as they are, and
/// does the server's step itself. The step is coordinate-wise, so that the whole has the bits of the slices.
/// </summary>
/// <param name="grains">Where the shards are found.</param>
/// <param name="time">The clock.</param>
public sealed class ShardFollower(IGrainFactory grains, TimeProvider time)
{
    /// <summary>The next version; null where some shard cannot tell what made it.</summary>
    /// <param name="context">The job.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="version">The next version.</param>
    /// <param name="before">All server vectors of the version before; they are not changed.</param>
    public async Task<(VectorBuffer<T>[] Server, long Bytes)?> FollowAsync<T>(RoundContext<T> context, int epoch, int version, IReadOnlyList<VectorBuffer<T>> before)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (StepPart Step, List<ReadOnlyMemory<byte>> Pieces)?[] parts =
            await Task.WhenAll(Enumerable.Range(0, context.Layout.Shards).Select(shard => ReadAsync(context, epoch, version, shard)));
        if (Array.Exists(parts, part => part is null))
            return null;

        VectorBuffer<T>[] server = [.. before.Select(vector => vector.Copy())];
        VectorBuffer<T>[] aggregates = [.. Enumerable.Range(0, context.Vectors.Update.Count + context.Vectors.Scaled.Count).Select(_ => context.Pool.Rent())];
        for (int shard = 0; shard < parts.Length; shard++)
            Decode(context, version - 1, shard, parts[shard]!.Value.Pieces, aggregates);

        StepPart step = parts[0]!.Value.Step;
        context.Algorithm.ServerStep(new ServerRound<T>(context.Vectors, server, aggregates)
        {
            Round = version - 1,
            AcceptedCount = step.Accepted,
            WorkerCount = context.Definition.Workers.Count,
            Reductions = step.Reductions,
        });
        foreach (VectorBuffer<T> aggregate in aggregates)
            context.Pool.Return(aggregate);
        return (server, parts.Sum(part => part!.Value.Pieces.Sum(piece => (long)piece.Length)));
    }

    private static void Decode<T>(RoundContext<T> context, int round, int shard, List<ReadOnlyMemory<byte>> pieces, VectorBuffer<T>[] aggregates)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int start = context.Layout.Start(shard);
        int end = context.Layout.Start(shard + 1);
        IReadOnlyList<TensorSlice> all = context.Plan.Pieces.Pieces;
        int next = 0;
        for (int v = 0; v < context.Vectors.Update.Count; v++)
        {
            for (int number = 0; number < all.Count; number++)
            {
                if (all[number].Offset < start || all[number].Offset >= end)
                    continue;

                Span<T> destination = aggregates[v].Span.Slice(all[number].Offset, all[number].Length);
                ReadOnlySpan<byte> piece = pieces[next++].Span;
                if (context.Plan.IsAggregateCompressed(round))
                    context.Plan.DecodeAggregate(number, piece, destination);
                else
                    MemoryMarshal.Cast<byte, T>(piece).CopyTo(destination);
            }
        }
    }

    private async Task<(StepPart Step, List<ReadOnlyMemory<byte>> Pieces)?> ReadAsync(JobContext context, int epoch, int version, int shard)
    {
        IShardGrain grain = grains.GetGrain<IShardGrain>(GrainKeys.Shard(context.JobId, shard));
        var pieces = new List<ReadOnlyMemory<byte>>();
        while (true)
        {
            StepPart? part = await PullAsync(grain, epoch, version, pieces.Count, shard, context.JobId);
            if (part is null)
                return null;

            pieces.AddRange(part.Pieces);
            if (pieces.Count == part.Count)
                return (part, pieces);
        }
    }

    private async Task<StepPart?> PullAsync(IShardGrain grain, int epoch, int version, int from, int shard, string jobId)
    {
        for (int attempt = 1; ; attempt++)
        {
            StepPart? part = await Calls.RepeatAsync(() => grain.FollowAsync(epoch, version, from), time);
            if (part is null || StepRecord.Checksum(part.Pieces) == part.Checksum)
                return part;

            if (attempt == Calls.Attempts)
                throw new StarlingException(ErrorCatalog.UpdateCorrupted, $"Shard {shard} of job '{jobId}' sent an aggregate damaged {attempt} times.");
        }
    }
}
