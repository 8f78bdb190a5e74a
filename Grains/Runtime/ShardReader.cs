using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;

namespace Starling.Grains.Runtime;

/// <summary>Fetches server vectors from a job's shards, chunk by chunk, a window of chunks at a time.</summary>
/// <param name="grains">Where the shards are found.</param>
/// <param name="time">The clock.</param>
public sealed class ShardReader(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Fetches a whole vector.</summary>
    /// <param name="context">The job.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="version">The version.</param>
    /// <param name="name">The name of the server vector.</param>
    public async Task<VectorBuffer<T>> ReadAsync<T>(RoundContext<T> context, int epoch, int version, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var vector = new VectorBuffer<T>(context.Layout.Dimension, clear: false);
        int position = 0;
        await foreach (ReadOnlyMemory<byte> piece in StreamAsync(context, epoch, version, name))
        {
            ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(piece.Span);
            numbers.CopyTo(vector.Span[position..]);
            position += numbers.Length;
        }

        return vector;
    }

    /// <summary>Streams a vector's bytes in order, with a window of chunks under way.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> StreamAsync(
        JobContext context, int epoch, int version, string name, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        int vector = context.ResultVectors.ToList().IndexOf(name);
        var window = new Queue<Task<ReadOnlyMemory<byte>>>(ShardLayout.Window);
        foreach (ChunkRange range in context.Layout.Chunks(0, context.Layout.Dimension, context.ElementSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (window.Count == ShardLayout.Window)
                yield return await window.Dequeue();

            window.Enqueue(PullAsync(context, epoch, version, vector, range));
        }

        while (window.TryDequeue(out Task<ReadOnlyMemory<byte>>? chunk))
            yield return await chunk;
    }

    private async Task<ReadOnlyMemory<byte>> PullAsync(JobContext context, int epoch, int version, int vector, ChunkRange range)
    {
        IVectorGrain shard = context.Holder(grains, range.Shard);
        for (int attempt = 1; ; attempt++)
        {
            Chunk chunk = await Calls.RepeatAsync(() => shard.PullAsync(epoch, version, vector, range.Offset, range.Count), time);
            if (VectorKernels.Crc32C(chunk.Data.Span) == chunk.Checksum)
                return chunk.Data;

            if (attempt == Calls.Attempts)
                throw new StarlingException(ErrorCatalog.UpdateCorrupted,
                    $"Shard {range.Shard} of job '{context.JobId}' sent element {range.Position} and on damaged {attempt} times.");
        }
    }
}
