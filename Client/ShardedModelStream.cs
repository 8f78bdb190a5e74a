using System.Runtime.CompilerServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Client.Calls;
using Starling.GrainInterfaces;

namespace Starling.Client;

/// <summary>Streams a job's vectors from its shards, tensor by tensor, a window of chunks at a time.</summary>
/// <param name="cluster">The way to the shards.</param>
/// <param name="calls">How calls are made.</param>
/// <param name="jobId">The job.</param>
/// <param name="layout">Where the tensors lie.</param>
internal sealed class ShardedModelStream(IClusterClient cluster, ClusterCalls calls, string jobId, ModelLayout layout) : ModelStream
{
    private readonly int elementSize = layout.ElementType == "F32" ? sizeof(float) : sizeof(double);

    /// <inheritdoc/>
    public override IReadOnlyList<ModelTensor> Tensors =>
        [.. layout.Tensors.Select(tensor =>
            new ModelTensor(tensor.Name, layout.ElementType, [.. tensor.Shape], (long)tensor.Length * elementSize))];

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cut = new ShardLayout(layout.Dimension, layout.Shards) { Cuts = layout.Cuts };
        var window = new Queue<Task<ReadOnlyMemory<byte>>>(ShardLayout.Window);
        foreach (ModelTensorPlace tensor in layout.Tensors)
        {
            foreach (ChunkRange range in cut.Chunks(tensor.Offset, tensor.Length, elementSize))
            {
                if (window.Count == ShardLayout.Window)
                    yield return await window.Dequeue();

                window.Enqueue(PullAsync(tensor.Vector, range, cancellationToken));
            }
        }

        while (window.TryDequeue(out Task<ReadOnlyMemory<byte>>? chunk))
            yield return await chunk;
    }

    private async Task<ReadOnlyMemory<byte>> PullAsync(int vector, ChunkRange range, CancellationToken cancellationToken)
    {
        IVectorGrain shard = layout.Holder(cluster, jobId, range.Shard);
        Chunk chunk = await calls.AskAsync(
            () => PullAsync(shard, vector, range), cancellationToken);
        return VectorKernels.Crc32C(chunk.Data.Span) == chunk.Checksum
            ? chunk.Data
            : throw new StarlingException(ErrorCatalog.UpdateCorrupted, $"Shard {range.Shard} of job '{jobId}' sent a chunk that arrived damaged.");
    }

    // A shard that lost its memory takes the version from its checkpoint again when the job is asked where its vectors are.
    private async Task<Chunk> PullAsync(IVectorGrain shard, int vector, ChunkRange range)
    {
        try
        {
            return await shard.PullAsync(-1, layout.Version, vector, range.Offset, range.Count);
        }
        catch (StateLostException)
        {
            await cluster.GetGrain<IJobGrain>(jobId).GetModelLayoutAsync();
            return await shard.PullAsync(-1, layout.Version, vector, range.Offset, range.Count);
        }
    }
}
