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
    public Task<bool> SendAsync<T>(
        RoundContext<T> context, int epoch, int round, int worker, IReadOnlyList<VectorBuffer<T>> update, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return SendAsync(context.JobId, Chunks(), cancellationToken);

        IEnumerable<(int Shard, Chunk Chunk)> Chunks()
        {
            for (int vector = 0; vector < update.Count; vector++)
            {
                foreach (ChunkRange range in context.Layout.Chunks(0, context.Layout.Dimension, context.ElementSize))
                    yield return (range.Shard, Make(epoch, round, worker, vector, range.Offset, update[vector].Bytes(range.Position, range.Count)));
            }
        }
    }

    /// <summary>Sends the messages of compressors, a piece a chunk.</summary>
    /// <param name="context">The job.</param>
    /// <param name="epoch">The epoch of the order.</param>
    /// <param name="round">The round.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="messages">For every update vector the messages of its pieces.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>False when a shard refused the update or had closed the round.</returns>
    public Task<bool> SendMessagesAsync<T>(
        RoundContext<T> context, int epoch, int round, int worker, IReadOnlyList<ReadOnlyMemory<byte>[]> messages, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return SendAsync(context.JobId, Chunks(), cancellationToken);

        IEnumerable<(int Shard, Chunk Chunk)> Chunks()
        {
            IReadOnlyList<TensorSlice> pieces = context.Plan.Pieces.Pieces;
            for (int vector = 0; vector < messages.Count; vector++)
            {
                int shard = 0;
                for (int piece = 0; piece < pieces.Count; piece++)
                {
                    while (pieces[piece].Offset >= context.Layout.Start(shard + 1))
                        shard++;
                    yield return (shard, Make(epoch, round, worker, vector, pieces[piece].Offset - context.Layout.Start(shard), messages[vector][piece]));
                }
            }
        }
    }

    /// <summary>Sends a chunk that is one number longer than it may be: what a simulated Byzantine worker does.</summary>
    public Task SendMisshapenAsync<T>(RoundContext<T> context, int epoch, int round, int worker, CancellationToken cancellationToken)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ChunkRange range = context.Layout.Chunks(0, context.Layout.Dimension, context.ElementSize).First();
        ReadOnlyMemory<byte> data = new VectorBuffer<T>(range.Count + 1).AllBytes;
        return PushAsync(context.JobId, range.Shard, Make(epoch, round, worker, 0, range.Offset, data), cancellationToken);
    }

    private static Chunk Make(int epoch, int round, int worker, int vector, int offset, ReadOnlyMemory<byte> data) => new()
    {
        Epoch = epoch,
        Round = round,
        Worker = worker,
        Vector = vector,
        Offset = offset,
        Data = data,
        Checksum = VectorKernels.Crc32C(data.Span),
    };

    private async Task<bool> SendAsync(string jobId, IEnumerable<(int Shard, Chunk Chunk)> chunks, CancellationToken cancellationToken)
    {
        bool taken = true;
        var window = new Queue<Task<bool>>(ShardLayout.Window);
        foreach ((int shard, Chunk chunk) in chunks)
        {
            if (window.Count == ShardLayout.Window)
                taken &= await window.Dequeue();

            if (!taken || cancellationToken.IsCancellationRequested)
                break;

            window.Enqueue(PushAsync(jobId, shard, chunk, cancellationToken));
        }

        // The vectors go back to a pool afterwards: no chunk may be under way any more, whatever became of the first.
        bool[] rest = await Task.WhenAll(window);
        cancellationToken.ThrowIfCancellationRequested();
        return taken && rest.All(one => one);
    }

    private async Task<bool> PushAsync(string jobId, int shard, Chunk chunk, CancellationToken cancellationToken)
    {
        IShardGrain grain = grains.GetGrain<IShardGrain>(GrainKeys.Shard(jobId, shard));
        for (int attempt = 1; ; attempt++)
        {
            PushResult result = await Calls.RepeatAsync(() => grain.PushAsync(chunk), time, cancellationToken: cancellationToken);
            if (result != PushResult.Damaged)
                return result == PushResult.Accepted;

            if (attempt == Calls.Attempts)
                throw new StarlingException(ErrorCatalog.UpdateCorrupted,
                    $"Shard {shard} of job '{jobId}' received a chunk of worker {chunk.Worker} damaged {attempt} times.");
        }
    }
}
