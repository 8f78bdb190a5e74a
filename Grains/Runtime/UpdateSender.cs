using System.Numerics;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;

namespace Starling.Grains.Runtime;

/// <summary>Pushes a worker's update straight to the shards, chunk by chunk, a window of chunks at a time.</summary>
/// <param name="grains">Where the shards are found.</param>
/// <param name="time">The clock.</param>
public sealed class UpdateSender(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Sends the vectors. When it returns nobody reads them any more.</summary>
    /// <param name="context">The job.</param>
    /// <param name="epoch">The epoch of the order.</param>
    /// <param name="round">The round.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="update">The vectors, in the order of the algorithm's declaration.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>False when a shard refused the update or had closed the round.</returns>
    public async Task<bool> SendAsync<T>(
        RoundContext<T> context, int epoch, int round, int worker, IReadOnlyList<VectorBuffer<T>> update, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool taken = true;
        var window = new Queue<Task<bool>>(ShardLayout.Window);
        for (int vector = 0; vector < update.Count && taken; vector++)
        {
            foreach (ChunkRange range in context.Layout.Chunks(0, context.Layout.Dimension, context.ElementSize))
            {
                if (window.Count == ShardLayout.Window)
                    taken &= await window.Dequeue();

                if (!taken || cancellationToken.IsCancellationRequested)
                    break;

                ReadOnlyMemory<byte> data = update[vector].Bytes(range.Position, range.Count);
                window.Enqueue(PushAsync(context.JobId, range, new Chunk
                {
                    Epoch = epoch,
                    Round = round,
                    Worker = worker,
                    Vector = vector,
                    Offset = range.Offset,
                    Data = data,
                    Checksum = VectorKernels.Crc32C(data.Span),
                }, cancellationToken));
            }
        }

        // The vectors go back to a pool afterwards: no chunk may be under way any more, whatever became of the first.
        bool[] rest = await Task.WhenAll(window);
        cancellationToken.ThrowIfCancellationRequested();
        return taken && rest.All(one => one);
    }

    /// <summary>Sends the messages of compressors, a piece a chunk.</summary>
    /// <param name="context">The job.</param>
    /// <param name="epoch">The epoch of the order.</param>
    /// <param name="round">The round.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="messages">For every update vector the messages of its pieces.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>False when a shard refused the update or had closed the round.</returns>
    public async Task<bool> SendMessagesAsync<T>(
        RoundContext<T> context, int epoch, int round, int worker, IReadOnlyList<ReadOnlyMemory<byte>[]> messages, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool taken = true;
        var window = new Queue<Task<bool>>(ShardLayout.Window);
        IReadOnlyList<TensorSlice> pieces = context.Plan.Pieces.Pieces;
        for (int vector = 0; vector < messages.Count && taken; vector++)
        {
            int shard = 0;
            for (int piece = 0; piece < pieces.Count && taken; piece++)
            {
                while (pieces[piece].Offset >= context.Layout.Start(shard + 1))
                    shard++;
                if (window.Count == ShardLayout.Window)
                    taken &= await window.Dequeue();

                int offset = pieces[piece].Offset - context.Layout.Start(shard);
                ReadOnlyMemory<byte> data = messages[vector][piece];
                window.Enqueue(PushAsync(context.JobId, new ChunkRange(shard, offset, pieces[piece].Offset, pieces[piece].Length), new Chunk
                {
                    Epoch = epoch,
                    Round = round,
                    Worker = worker,
                    Vector = vector,
                    Offset = offset,
                    Data = data,
                    Checksum = VectorKernels.Crc32C(data.Span),
                }, cancellationToken));
            }
        }

        bool[] rest = await Task.WhenAll(window);
        cancellationToken.ThrowIfCancellationRequested();
        return taken && rest.All(one => one);
    }

    /// <summary>Sends a chunk that is one number longer than it may be: what a simulated Byzantine worker does.</summary>
    public Task SendMisshapenAsync<T>(RoundContext<T> context, int epoch, int round, int worker, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ChunkRange range = context.Layout.Chunks(0, context.Layout.Dimension, context.ElementSize).First();
        ReadOnlyMemory<byte> data = new VectorBuffer<T>(range.Count + 1).AllBytes;
        return PushAsync(context.JobId, range, new Chunk
        {
            Epoch = epoch,
            Round = round,
            Worker = worker,
            Offset = range.Offset,
            Data = data,
            Checksum = VectorKernels.Crc32C(data.Span),
        }, cancellationToken);
    }

    private async Task<bool> PushAsync(string jobId, ChunkRange range, Chunk chunk, CancellationToken cancellationToken)
    {
        IShardGrain shard = grains.GetGrain<IShardGrain>(GrainKeys.Shard(jobId, range.Shard));
        for (int attempt = 1; ; attempt++)
        {
            PushResult result = await Calls.RepeatAsync(() => shard.PushAsync(chunk), time, cancellationToken: cancellationToken);
            if (result != PushResult.Damaged)
                return result == PushResult.Accepted;

            if (attempt == Calls.Attempts)
                throw new StarlingException(ErrorCatalog.UpdateCorrupted,
                    $"Shard {range.Shard} of job '{jobId}' received a chunk of worker {chunk.Worker} damaged {attempt} times.");
        }
    }
}
