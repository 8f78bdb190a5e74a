using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>
/// What a report shows of a job's events: all of them where they are few; of a kind with many, the first and the newest. So a
/// page stays small however long the run was, and no kind hides another. All events stand in <c>events.jsonl</c>.
/// </summary>
internal sealed class EventDigest
{
    private readonly int firstPerKind;
    private readonly int newestPerKind;
    private readonly Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);

    /// <summary>Makes an empty digest.</summary>
    /// <param name="firstPerKind">How many events from the start of a kind are kept.</param>
    /// <param name="newestPerKind">How many of its newest.</param>
    public EventDigest(int firstPerKind = 100, int newestPerKind = 200)
    {
        this.firstPerKind = firstPerKind;
        this.newestPerKind = newestPerKind;
    }

    /// <summary>The kept events, in order.</summary>
    public IReadOnlyList<JobEvent> Kept =>
        [.. kinds.Values.SelectMany(kind => kind.First.Concat(kind.Newest)).OrderBy(item => item.Sequence)];

    /// <summary>How many events of every kind there were, in the order in which the kinds appeared.</summary>
    public IReadOnlyDictionary<string, long> Counts => kinds.ToDictionary(pair => pair.Key, pair => pair.Value.Count);

    /// <summary>How many events there were.</summary>
    public long Total => kinds.Values.Sum(kind => kind.Count);

    /// <summary>Takes an event.</summary>
    public void Add(JobEvent item)
    {
        if (!kinds.TryGetValue(item.Kind, out Kind? kind))
            kinds.Add(item.Kind, kind = new Kind());

        // The status would repeat the counters in every line of the page.
        JobEvent slim = item with { Status = null, Metrics = null, Shares = null, Phases = null };
        kind.Count++;
        if (kind.First.Count < firstPerKind)
        {
            kind.First.Add(slim);
            return;
        }

        kind.Newest.Enqueue(slim);
        if (kind.Newest.Count > newestPerKind)
            kind.Newest.Dequeue();
    }

    private sealed class Kind
    {
        public List<JobEvent> First { get; } = [];

        public Queue<JobEvent> Newest { get; } = new();

        public long Count { get; set; }
    }
}
