using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>Rounds and bytes a second of all jobs together, from one list of statuses to the next.</summary>
/// <param name="most">How many points are kept.</param>
internal sealed class ThroughputMeter(int most = 120)
{
    private readonly Queue<ThroughputPoint> points = new();
    private Dictionary<string, (int Rounds, long Bytes)> before = new(StringComparer.Ordinal);
    private DateTimeOffset? last;

    /// <summary>The points, the oldest first.</summary>
    public ImmutableArray<ThroughputPoint> Points => [.. points];

    /// <summary>Takes the statuses of the jobs that run. A job that went back to a checkpoint counts nothing until it is where it was.</summary>
    public void Take(IEnumerable<JobStatus> running, DateTimeOffset now)
    {
        var sums = running.ToDictionary(
            job => job.JobId, job => (Rounds: job.Totals.Rounds, Bytes: job.Totals.BytesUp + job.Totals.BytesDown), StringComparer.Ordinal);
        double seconds = last is { } earlier ? (now - earlier).TotalSeconds : 0;
        if (seconds > 0)
        {
            double rounds = 0;
            double bytes = 0;
            foreach ((string job, (int Rounds, long Bytes) sum) in sums)
            {
                if (!before.TryGetValue(job, out (int Rounds, long Bytes) then))
                    continue;
                rounds += Math.Max(0, sum.Rounds - then.Rounds);
                bytes += Math.Max(0, sum.Bytes - then.Bytes);
            }

            points.Enqueue(new ThroughputPoint(now, rounds / seconds, bytes / seconds));
            if (points.Count > most)
                points.Dequeue();
        }

        before = sums;
        last = now;
    }
}

/// <summary>The throughput of a moment.</summary>
/// <param name="Time">When.</param>
/// <param name="Rounds">Rounds a second.</param>
/// <param name="Bytes">Bytes a second, both ways.</param>
public sealed record ThroughputPoint(DateTimeOffset Time, double Rounds, double Bytes);
