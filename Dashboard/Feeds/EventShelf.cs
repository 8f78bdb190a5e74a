using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>The newest events of every kind, so that no kind hides another and memory is bounded, and how many there were.</summary>
/// <param name="mostPerKind">How many of a kind are kept.</param>
internal sealed class EventShelf(int mostPerKind = 200)
{
    private readonly Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);

    /// <summary>The kept events, the newest first.</summary>
    public ImmutableArray<JobEvent> Newest => [.. kinds.Values.SelectMany(kind => kind.Events).OrderByDescending(item => item.Sequence)];

    /// <summary>How many events of every kind there were.</summary>
    public ImmutableSortedDictionary<string, long> Counts =>
        kinds.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value.Count, StringComparer.Ordinal);

    /// <summary>Takes an event.</summary>
    public void Add(JobEvent item)
    {
        if (!kinds.TryGetValue(item.Kind, out Kind? kind))
            kinds.Add(item.Kind, kind = new Kind());
        kind.Count++;
        // What the other parts of a view keep need not be kept once for every event.
        kind.Events.Enqueue(item with { Status = null, Metrics = null, Shares = null, Activity = null });
        if (kind.Events.Count > mostPerKind)
            kind.Events.Dequeue();
    }

    private sealed class Kind
    {
        public Queue<JobEvent> Events { get; } = new();

        public long Count { get; set; }
    }
}
