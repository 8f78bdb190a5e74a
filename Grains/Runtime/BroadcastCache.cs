using System.Collections.Concurrent;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Grains.Runtime;

/// <summary>
/// One copy a silo of what a job broadcasts: the first worker that needs a version fetches it from the shards, the others on
/// the silo share it.
/// </summary>
/// <param name="reader">How vectors come from the shards.</param>
public sealed class BroadcastCache(ShardReader reader)
{
    private readonly ConcurrentDictionary<string, Entry> newest = [];

    /// <summary>The broadcast vectors of a version, as an epoch has it, in the order of the algorithm's declaration. They must not be changed.</summary>
    public async Task<IReadOnlyList<VectorBuffer<T>>> GetAsync<T>(RoundContext<T> context, int epoch, int version)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Only the newest version is kept: a job's workers all work on it, and a late one fetches for itself.
        Entry entry = newest.AddOrUpdate(
            context.JobId,
            _ => Fetch(context, epoch, version),
            (_, known) => (known.Epoch, known.Version).CompareTo((epoch, version)) >= 0 ? known : Fetch(context, epoch, version));
        if (entry.Epoch != epoch || entry.Version != version)
            entry = Fetch(context, epoch, version);

        try
        {
            return (IReadOnlyList<VectorBuffer<T>>)await entry.Vectors.Value;
        }
        catch
        {
            newest.TryRemove(KeyValuePair.Create(context.JobId, entry));
            throw;
        }
    }

    /// <summary>Forgets a job: it is over.</summary>
    public void Remove(string jobId) => newest.TryRemove(jobId, out _);

    // Fetched outside any grain's turn: what one worker started serves them all, whatever becomes of that worker.
    private Entry Fetch<T>(RoundContext<T> context, int epoch, int version)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(epoch, version, new Lazy<Task<object>>(() => Task.Run(() => FetchAsync(context, epoch, version))));

    private async Task<object> FetchAsync<T>(RoundContext<T> context, int epoch, int version)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var vectors = new List<VectorBuffer<T>>();
        foreach (string name in context.Vectors.Broadcast)
            vectors.Add(await reader.ReadAsync(context, epoch, version, name));

        return vectors;
    }

    private sealed record Entry(int Epoch, int Version, Lazy<Task<object>> Vectors);
}
