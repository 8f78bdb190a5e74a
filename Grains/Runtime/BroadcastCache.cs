using System.Collections.Concurrent;
using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Grains.Runtime;

/// <summary>
/// One copy a silo of what a job broadcasts: the first worker that needs a version fetches it from the shards, the others on
/// the silo share it.
/// </summary>
/// <param name="reader">How vectors come from the shards.</param>
/// <param name="follower">How the next version is made of the one that is here.</param>
public sealed class BroadcastCache(ShardReader reader, ShardFollower follower)
{
    private readonly ConcurrentDictionary<string, Entry> newest = [];

    /// <summary>The broadcast vectors of a version, as an epoch has it.</summary>
    public async Task<BroadcastVersion<T>> GetAsync<T>(RoundContext<T> context, int epoch, int version)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Only the newest version is kept: a job's workers all work on it, and a late one fetches for itself.
        Entry entry = newest.AddOrUpdate(
            context.JobId,
            _ => Fetch(context, epoch, version, null),
            (_, known) => (known.Epoch, known.Version).CompareTo((epoch, version)) >= 0 ? known : Fetch(context, epoch, version, known));
        if (entry.Epoch != epoch || entry.Version != version)
            entry = Fetch(context, epoch, version, null);

        try
        {
            return (BroadcastVersion<T>)await entry.Vectors.Value;
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
    private Entry Fetch<T>(RoundContext<T> context, int epoch, int version, Entry? known)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Entry? before = context.Plan.Downlink is not null && known is not null && known.Epoch == epoch && known.Version == version - 1 ? known : null;
        return new(epoch, version, new Lazy<Task<object>>(() => Task.Run<object>(() => FetchAsync(context, epoch, version, before))));
    }

    private async Task<object> FetchAsync<T>(RoundContext<T> context, int epoch, int version, Entry? before)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (before is { Vectors: { IsValueCreated: true, Value.IsCompletedSuccessfully: true } }
            && (BroadcastVersion<T>)await before.Vectors.Value is { Held: { } held }
            && await follower.FollowAsync(context, epoch, version, held) is { } next)
            return new BroadcastVersion<T>(Sent(context, next.Held), next.Held, next.Bytes);

        var vectors = new List<VectorBuffer<T>>();
        IReadOnlyList<string> names = context.Plan.Downlink?.Held ?? context.Vectors.Sent;
        foreach (string name in names)
            vectors.Add(await reader.ReadAsync(context, epoch, version, name));

        long bytes = (long)names.Count * context.Layout.Dimension * context.ElementSize;
        return context.Plan.Downlink is not null
            ? new BroadcastVersion<T>(Sent(context, vectors), vectors, bytes)
            : new BroadcastVersion<T>(vectors, null, bytes);
    }

    private static VectorBuffer<T>[] Sent<T>(RoundContext<T> context, IReadOnlyList<VectorBuffer<T>> held)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. context.Vectors.Sent.Select(name => held[context.Plan.Downlink!.Held.ToList().IndexOf(name)])];

    private sealed record Entry(int Epoch, int Version, Lazy<Task<object>> Vectors);
}
