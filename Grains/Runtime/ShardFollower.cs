using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Compressing;
using Starling.GrainInterfaces;
using Starling.Grains.Shards;

namespace Starling.Grains.Runtime;

/// <summary>
/// Makes the next version of what a job broadcasts on a silo that has the one before: it fetches what travels down compressed from the shards and goes the step
/// that they went. The step is coordinate-wise, so that the whole has the bits of the slices.
/// </summary>
/// <param name="grains">Where the shards are found.</param>
/// <param name="time">The clock.</param>
public sealed class ShardFollower(IGrainFactory grains, TimeProvider time)
{
    /// <summary>The next version; null where some shard cannot tell what made it.</summary>
    /// <param name="context">The job.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="version">The next version.</param>
    /// <param name="before">What the silo holds of the version before; it is not changed.</param>
    public async Task<(VectorBuffer<T>[] Held, long Bytes)?> FollowAsync<T>(RoundContext<T> context, int epoch, int version, IReadOnlyList<VectorBuffer<T>> before)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (StepPart Step, List<ReadOnlyMemory<byte>> Pieces)?[] parts =
            await Task.WhenAll(Enumerable.Range(0, context.Layout.Shards).Select(shard => ReadAsync(context, epoch, version, shard)));
        if (Array.Exists(parts, part => part is null))
            return null;

        IDownlink<T> downlink = context.Plan.Downlink!;
        VectorBuffer<T>[] held = [.. before.Select(vector => vector.Copy())];
        VectorBuffer<T>[] received = [.. Enumerable.Range(0, downlink.Count).Select(_ => context.Pool.Rent())];
        for (int shard = 0; shard < parts.Length; shard++)
            Decode(context, version - 1, shard, parts[shard]!.Value.Pieces, received);

        StepPart step = parts[0]!.Value.Step;
        downlink.Follow(new FollowedStep(version - 1, step.Accepted, context.Definition.Workers.Count, step.Reductions), held, received);
        foreach (VectorBuffer<T> vector in received)
            context.Pool.Return(vector);
        return (held, parts.Sum(part => part!.Value.Pieces.Sum(piece => (long)piece.Length)));
    }

    private static void Decode<T>(RoundContext<T> context, int round, int shard, List<ReadOnlyMemory<byte>> pieces, VectorBuffer<T>[] received)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IDownlink<T> downlink = context.Plan.Downlink!;
        int start = context.Layout.Start(shard);
        int end = context.Layout.Start(shard + 1);
        IReadOnlyList<TensorSlice> all = context.Plan.Pieces.Pieces;
        int next = 0;
        foreach (VectorBuffer<T> vector in received)
        {
            for (int number = 0; number < all.Count; number++)
            {
                if (all[number].Offset < start || all[number].Offset >= end)
                    continue;

                Span<T> destination = vector.Span.Slice(all[number].Offset, all[number].Length);
                ReadOnlySpan<byte> piece = pieces[next++].Span;
                if (downlink.IsCompressed(round))
                    downlink.Decode(piece, number, destination);
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
