using System.Diagnostics.CodeAnalysis;

namespace Starling.Grains.Queue;

/// <summary>Whose turn it is, during one pass over the jobs that wait: see <see cref="QueueState"/> for the rule.</summary>
internal sealed class AdmissionOrder
{
    private readonly List<Submitter> submitters;
    private readonly Dictionary<string, Submitter> byName;
    private readonly TimeSpan pointAfter;
    private readonly DateTimeOffset now;
    private Submitter? current;

    public AdmissionOrder(IEnumerable<QueueEntry> all, List<QueueEntry> waiting, TimeSpan pointAfter, DateTimeOffset now)
    {
        this.pointAfter = pointAfter;
        this.now = now;
        byName = waiting
            .GroupBy(entry => entry.Ticket.Submitter, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new Submitter(InOrder(group)), StringComparer.Ordinal);
        submitters = [.. byName.Values];
        foreach (QueueEntry entry in all)
        {
            if (entry.Ticket.Admitted is { } admitted && byName.TryGetValue(entry.Ticket.Submitter, out Submitter? known))
            {
                known.LastServed = known.LastServed is { } last && last > admitted ? last : admitted;
                known.Running += entry.HoldsSlot ? 1 : 0;
            }
        }
    }

    /// <summary>How many jobs of a submitter run, with those of this pass.</summary>
    public int RunningOf(string submitter) => byName[submitter].Running;

    /// <summary>The job whose turn it is; <see cref="Serve"/> or <see cref="PassOver"/> must follow.</summary>
    public bool TryNext([NotNullWhen(true)] out QueueEntry? next)
    {
        current = null;
        foreach (Submitter submitter in submitters)
        {
            if (submitter.Head is not null && (current is null || Compare(submitter, current) < 0))
                current = submitter;
        }

        next = current?.Head;
        return next is not null;
    }

    /// <summary>The job was admitted.</summary>
    public void Serve()
    {
        current!.Running++;
        current.LastServed = now;
        current.Position++;
    }

    /// <summary>The job cannot be admitted now.</summary>
    public void PassOver() => current!.Position++;

    private long Grown(QueueEntry entry, DateTimeOffset since) => entry.Ticket.Priority + Math.Max(0, (now - since).Ticks / pointAfter.Ticks);

    private List<QueueEntry> InOrder(IEnumerable<QueueEntry> jobs) =>
    [
        .. jobs
            .OrderByDescending(entry => Grown(entry, entry.WaitingSince))
            .ThenBy(entry => entry.WaitingSince)
            .ThenBy(entry => entry.Ticket.JobId, StringComparer.Ordinal),
    ];

    /// <summary>From when a submitter's job counts against those of others.</summary>
    private static DateTimeOffset Since(QueueEntry entry, Submitter submitter) =>
        submitter.LastServed is { } served && served > entry.WaitingSince ? served : entry.WaitingSince;

    private int Compare(Submitter left, Submitter right)
    {
        QueueEntry a = left.Head!;
        QueueEntry b = right.Head!;
        int order = Grown(b, Since(b, right)).CompareTo(Grown(a, Since(a, left)));
        if (order == 0)
            order = left.Running.CompareTo(right.Running);
        if (order == 0)
            order = (left.LastServed ?? DateTimeOffset.MinValue).CompareTo(right.LastServed ?? DateTimeOffset.MinValue);
        if (order == 0)
            order = a.WaitingSince.CompareTo(b.WaitingSince);
        return order != 0 ? order : string.CompareOrdinal(a.Ticket.JobId, b.Ticket.JobId);
    }

    private sealed class Submitter(List<QueueEntry> waiting)
    {
        public int Position { get; set; }

        public int Running { get; set; }

        public DateTimeOffset? LastServed { get; set; }

        public QueueEntry? Head => Position < waiting.Count ? waiting[Position] : null;
    }
}
