using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>
/// The evaluations of a job, made of its events: one row a round. Where a job went back to a checkpoint, the rows of later rounds are taken
/// back, since they are measured again.
/// </summary>
public sealed class MetricHistory
{
    private readonly List<MetricRow> rows = [];

    /// <summary>The rows, by round.</summary>
    public IReadOnlyList<MetricRow> Rows => rows;

    /// <summary>Takes an event, in the order of its sequence.</summary>
    /// <returns>How many of the rows before it stay.</returns>
    public int Add(JobEvent item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item is { Kind: JobEventKinds.RolledBack or JobEventKinds.Recovered, Round: { } version })
            TakeBackAfter(version);
        if (item is not { Kind: JobEventKinds.Evaluated, Metrics: { } row })
            return rows.Count;

        // Measured again without a word about going back: that event was lost with the coordinator that went away.
        TakeBackAfter(row.Round - 1);
        rows.Add(row);
        return rows.Count - 1;
    }

    private void TakeBackAfter(int round)
    {
        int kept = rows.Count;
        while (kept > 0 && rows[kept - 1].Round > round)
            kept--;
        rows.RemoveRange(kept, rows.Count - kept);
    }
}
