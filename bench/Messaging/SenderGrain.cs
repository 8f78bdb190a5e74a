using System.Diagnostics;
using Orleans.Placement;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;

namespace Starling.Bench.Messaging;

/// <summary>
/// Pushes as a worker does (<c>UpdateSender</c>): a vector of single-precision numbers over a byte array, cut by
/// <see cref="ShardLayout"/> into <see cref="Chunk"/>s of 1 MiB that are windows on it, immutable and serialized by the engine's
/// own codec of <see cref="ReadOnlyMemory{T}"/>, <see cref="ShardLayout.Window"/> calls under way. The checksum is left out: it
/// is work of worker and shard, not of the message.
/// </summary>
[PreferLocalPlacement]
internal sealed class SenderGrain : Grain, ISenderGrain
{
    private VectorBuffer<float>? vector;

    public Task<int> ProcessAsync() => Task.FromResult(Environment.ProcessId);

    public async Task<double> PushAsync(string receiver)
    {
        IReceiverGrain target = GrainFactory.GetGrain<IReceiverGrain>(receiver);
        VectorBuffer<float> update = vector ??= new VectorBuffer<float>(PlainStream.VectorBytes / sizeof(float));
        var layout = new ShardLayout(update.Length, 1);
        var window = new Queue<Task<PushResult>>(ShardLayout.Window);
        long begun = Stopwatch.GetTimestamp();
        foreach (ChunkRange range in layout.Chunks(0, layout.Dimension, sizeof(float)))
        {
            if (window.Count == ShardLayout.Window)
                Require(await window.Dequeue());

            window.Enqueue(target.PushAsync(new Chunk
            {
                Epoch = 1,
                Round = 1,
                Worker = 0,
                Vector = 0,
                Offset = range.Offset,
                Data = update.Bytes(range.Position, range.Count),
            }));
        }

        foreach (PushResult result in await Task.WhenAll(window))
            Require(result);

        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    public async Task<double[]> TimeAsync(string receiver, int calls)
    {
        IReceiverGrain target = GrainFactory.GetGrain<IReceiverGrain>(receiver);
        double[] microseconds = new double[calls];
        for (int call = 0; call < calls; call++)
        {
            long begun = Stopwatch.GetTimestamp();
            await target.EchoAsync(call);
            microseconds[call] = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        }

        return microseconds;
    }

    public async Task CallAsync(string receiver, int calls)
    {
        IReceiverGrain target = GrainFactory.GetGrain<IReceiverGrain>(receiver);
        for (int call = 0; call < calls; call++)
            await target.EchoAsync(call);
    }

    private static void Require(PushResult result)
    {
        if (result != PushResult.Accepted)
            throw new InvalidOperationException($"A chunk arrived with the wrong length: {result}.");
    }
}
