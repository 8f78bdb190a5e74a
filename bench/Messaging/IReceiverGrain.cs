using Starling.GrainInterfaces;

namespace Starling.Bench.Messaging;

/// <summary>What is called on silo B.</summary>
[Alias("starling.bench.IReceiverGrain")]
public interface IReceiverGrain : IGrainWithStringKey
{
    /// <summary>The id of the process that it is in; the first call activates it on the caller's silo.</summary>
    [Alias("Process")]
    Task<int> ProcessAsync();

    /// <summary>Takes a chunk as <see cref="IShardGrain.PushAsync"/> does: the same argument, the same answer.</summary>
    [Alias("Push")]
    Task<PushResult> PushAsync(Chunk chunk);

    /// <summary>The smallest call: a number there and back.</summary>
    [Alias("Echo")]
    Task<int> EchoAsync(int number);
}
