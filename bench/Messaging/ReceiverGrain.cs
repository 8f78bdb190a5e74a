using Orleans.Concurrency;
using Orleans.Placement;
using Starling.GrainInterfaces;

namespace Starling.Bench.Messaging;

/// <summary>
/// Stands where a shard stands, reentrant as it is, but does nothing with a chunk but look at its length: what is measured is
/// the message alone.
/// </summary>
[Reentrant, PreferLocalPlacement]
internal sealed class ReceiverGrain : Grain, IReceiverGrain
{
    public Task<int> ProcessAsync() => Task.FromResult(Environment.ProcessId);

    public Task<PushResult> PushAsync(Chunk chunk) =>
        Task.FromResult(chunk.Data.Length == ShardLayout.ChunkBytes ? PushResult.Accepted : PushResult.Damaged);

    public Task<int> EchoAsync(int number) => Task.FromResult(number);
}
