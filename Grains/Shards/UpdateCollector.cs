using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;

namespace Starling.Grains.Shards;

/// <summary>
/// Collects the chunks of the updates of one round at one shard. Nothing that arrives is trusted: a chunk must lie on the
/// grid of chunks, have the right checksum and hold finite numbers. One bad chunk refuses the worker's whole update.
/// Not for several threads: the shard grain calls it in its turns.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="vectors">The names of the update's vectors.</param>
/// <param name="length">The number of elements of the shard's slice.</param>
/// <param name="workerCount">M.</param>
/// <param name="pool">Where the slices' memory comes from; of the slice's length.</param>
internal sealed class UpdateCollector<T>(IReadOnlyList<string> vectors, int length, int workerCount, VectorPool<T> pool)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly int ChunkLength = ShardLayout.ChunkBytes / Unsafe.SizeOf<T>();

    private readonly int chunkCount = (length + ChunkLength - 1) / ChunkLength;
    private readonly Dictionary<int, Partial> updates = [];
    private MessageGrid<T>? messages;

    /// <summary>Says what chunks of the open round are: numbers, or messages of compressors. The same for all of a round.</summary>
    /// <param name="grid">Where messages belong; null for numbers.</param>
    public void Expect(MessageGrid<T>? grid) => messages = grid;

    /// <summary>Takes a chunk of the open round.</summary>
    public PushResult Add(Chunk chunk)
    {
        if ((uint)chunk.Worker >= (uint)workerCount)
            return PushResult.Refused;

        if (!updates.TryGetValue(chunk.Worker, out Partial? update))
            updates.Add(chunk.Worker, update = new Partial(this));

        if (update.Refusal is not null)
            return PushResult.Refused;

        if (messages is not null)
            return AddMessage(messages, update, chunk);

        if (!IsOnGrid(chunk))
            return Refuse(update, ErrorCatalog.UpdateWrongShape, string.Create(CultureInfo.InvariantCulture,
                $"Worker {chunk.Worker} sent elements {chunk.Offset} and on, {chunk.Data.Length} bytes, of vector {chunk.Vector}; the slice has {vectors.Count} vector(s) of {length} elements."));

        int place = (chunk.Vector * chunkCount) + (chunk.Offset / ChunkLength);
        if (update.Received[place])
            return PushResult.Accepted;

        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(chunk.Data.Span);
        Span<T> destination = update.Vectors[chunk.Vector].Span.Slice(chunk.Offset, numbers.Length);

        // Copied first and checked as copied: what is aggregated is what was checked.
        numbers.CopyTo(destination);
        if (VectorKernels.Crc32C(MemoryMarshal.AsBytes(destination)) != chunk.Checksum)
            return PushResult.Damaged;

        int bad = VectorKernels.FirstNonFinite<T>(destination);
        if (bad >= 0)
            return Refuse(update, ErrorCatalog.UpdateNotFinite, string.Create(CultureInfo.InvariantCulture,
                $"Worker {chunk.Worker} sent {destination[bad]} in vector '{vectors[chunk.Vector]}'; every number of an update must be finite."));

        update.Received[place] = true;
        update.Missing--;
        return PushResult.Accepted;
    }

    private PushResult AddMessage(MessageGrid<T> grid, Partial update, Chunk chunk)
    {
        int piece = (uint)chunk.Vector < (uint)vectors.Count ? grid.PlaceOf(chunk.Offset) : -1;
        if (piece < 0)
            return Refuse(update, ErrorCatalog.UpdateWrongShape, string.Create(CultureInfo.InvariantCulture,
                $"Worker {chunk.Worker} sent a message for elements {chunk.Offset} and on of vector {chunk.Vector}, where no piece begins."));

        int place = (chunk.Vector * grid.Count) + piece;
        if (update.Received[place])
            return PushResult.Accepted;

        // Copied first and checked as copied: what is decoded is what was checked.
        byte[] message = chunk.Data.ToArray();
        if (VectorKernels.Crc32C(message) != chunk.Checksum)
            return PushResult.Damaged;

        Span<T> decoded;
        try
        {
            decoded = grid.Decode(chunk.Worker, chunk.Offset, message, update.Vectors[chunk.Vector].Span);
        }
        catch (StarlingException malformed)
        {
            return Refuse(update, malformed.Error, string.Create(CultureInfo.InvariantCulture, $"Worker {chunk.Worker}: {malformed.Message}"));
        }

        int bad = VectorKernels.FirstNonFinite<T>(decoded);
        if (bad >= 0)
            return Refuse(update, ErrorCatalog.UpdateNotFinite, string.Create(CultureInfo.InvariantCulture,
                $"Worker {chunk.Worker} sent a message that decodes to {decoded[bad]} in vector '{vectors[chunk.Vector]}'; every number of an update must be finite."));

        update.Received[place] = true;
        update.Missing--;
        return PushResult.Accepted;
    }

    /// <summary>Which of these workers' updates are complete, and which were refused.</summary>
    public PrepareResult Prepare(IReadOnlyList<int> workers) => new()
    {
        Ready = [.. workers.Where(IsReady)],
        Rejected =
        [
            .. workers
                .Where(worker => updates.TryGetValue(worker, out Partial? update) && update.Refusal is not null)
                .Select(worker => new Rejection { Worker = worker, Reason = updates[worker].Refusal! }),
        ],
    };

    /// <summary>The slices of one vector of the accepted workers' updates, in their order.</summary>
    /// <exception cref="InvalidOperationException">An update is not complete.</exception>
    public IReadOnlyList<VectorBuffer<T>> Slices(int vector, IReadOnlyList<int> workers)
    {
        var slices = new VectorBuffer<T>[workers.Count];
        for (int i = 0; i < slices.Length; i++)
        {
            if (!IsReady(workers[i]))
                throw new InvalidOperationException($"The update of worker {workers[i]} is not complete at this shard.");

            slices[i] = updates[workers[i]].Vectors[vector];
        }

        return slices;
    }

    /// <summary>Forgets everything: the round is closed.</summary>
    public void Clear()
    {
        foreach (VectorBuffer<T> buffer in updates.Values.SelectMany(update => update.Vectors))
            pool.Return(buffer);

        updates.Clear();
    }

    private bool IsReady(int worker) =>
        updates.TryGetValue(worker, out Partial? update) && update is { Refusal: null, Missing: 0 };

    private bool IsOnGrid(Chunk chunk) =>
        (uint)chunk.Vector < (uint)vectors.Count
        && (uint)chunk.Offset < (uint)length
        && chunk.Offset % ChunkLength == 0
        && chunk.Data.Length == Math.Min(ChunkLength, length - chunk.Offset) * Unsafe.SizeOf<T>();

    private static PushResult Refuse(Partial update, ErrorEntry error, string message)
    {
        update.Refusal = new JobFailure { Code = error.Code, Message = message };
        return PushResult.Refused;
    }

    private sealed class Partial(UpdateCollector<T> owner)
    {
        public VectorBuffer<T>[] Vectors { get; } = [.. owner.RentVectors()];

        public BitArray Received { get; } = new(owner.ExpectedChunks);

        public int Missing { get; set; } = owner.ExpectedChunks;

        public JobFailure? Refusal { get; set; }
    }

    private int ExpectedChunks => vectors.Count * (messages?.Count ?? chunkCount);

    private IEnumerable<VectorBuffer<T>> RentVectors() => vectors.Select(_ => pool.Rent());
}
