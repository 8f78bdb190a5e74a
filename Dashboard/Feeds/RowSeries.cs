using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>
/// The evaluations of a job, never more than a fixed number of them however long it runs: where they become too many, every second one is left
/// out, then every fourth, and so on. The first and the newest are always there.
/// </summary>
/// <param name="most">How many rows are kept at most; at least 4.</param>
internal sealed class RowSeries(int most = 1000)
{
    private readonly List<(long Place, MetricRow Row)> kept = [];
    private MetricRow? newest;
    private long count;
    private long stride = 1;

    /// <summary>Grows when rows that were given out before are no longer there.</summary>
    public int Generation { get; private set; }

    /// <summary>The rows by round.</summary>
    public ImmutableArray<MetricRow> Rows => newest is null || (kept.Count > 0 && ReferenceEquals(kept[^1].Row, newest))
        ? [.. kept.Select(item => item.Row)]
        : [.. kept.Select(item => item.Row), newest];

    /// <summary>Takes an evaluation. Rows of its round and of later ones are taken back: they were measured before the job went back.</summary>
    public void Add(MetricRow row)
    {
        TakeBackAfter(row.Round - 1);
        newest = row;
        if (count % stride == 0)
            kept.Add((count, row));
        count++;
        if (kept.Count <= most)
            return;

        stride *= 2;
        kept.RemoveAll(item => item.Place % stride != 0);
        Generation++;
    }

    /// <summary>Takes back the rows after a round.</summary>
    public void TakeBackAfter(int round)
    {
        if (newest is null || newest.Round <= round)
            return;

        kept.RemoveAll(item => item.Row.Round > round);
        newest = kept.Count > 0 ? kept[^1].Row : null;
        count = kept.Count > 0 ? kept[^1].Place + 1 : 0;
        Generation++;
    }
}
