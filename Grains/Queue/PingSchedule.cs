namespace Starling.Grains.Queue;

/// <summary>
/// When which job is asked how it is. Running jobs often, others seldom; spread over the interval by the hash of their id, so
/// that a thousand jobs are a trickle of calls and no bursts; never one job twice at a time, and a bounded number together.
/// </summary>
internal sealed class PingSchedule(JobQueueOptions options)
{
    /// <summary>So often in a row a job must be unknown to its grain before the queue believes it.</summary>
    private const int MissesUntilGone = 3;

    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>Jobs that are being asked now.</summary>
    public int UnderWay { get; private set; }

    /// <summary>The jobs whose turn it is; they count as being asked until <see cref="Answered"/>.</summary>
    public List<string> Take(IEnumerable<QueueEntry> unfinished, DateTimeOffset now)
    {
        List<string> due = [];
        foreach (QueueEntry entry in unfinished)
        {
            if (UnderWay >= options.PingsUnderWay)
                break;

            string jobId = entry.Ticket.JobId;
            TimeSpan every = entry.HoldsSlot ? options.PingEvery : options.PingIdleEvery;
            if (!lines.TryGetValue(jobId, out Line? line))
                lines.Add(jobId, line = new Line { Next = now + (every * Share(jobId)) });

            // A job that was idle when it was last asked and runs now is not left alone for the long interval.
            if (line.Next > now + every)
                line.Next = now + every;

            if (!line.IsUnderWay && line.Next <= now)
            {
                line.IsUnderWay = true;
                line.Next = now + every;
                UnderWay++;
                due.Add(jobId);
            }
        }

        return due;
    }

    /// <summary>Asks a job at the next occasion, however short ago it was asked.</summary>
    public void Hurry(string jobId, DateTimeOffset now)
    {
        if (lines.TryGetValue(jobId, out Line? line))
            line.Next = now;
        else
            lines.Add(jobId, new Line { Next = now });
    }

    /// <summary>The job has answered, or not answered in time.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="isUnknown">Whether its grain knows of no such job.</param>
    /// <returns>Whether the job is gone: its grain has said so several times in a row.</returns>
    public bool Answered(string jobId, bool isUnknown)
    {
        if (!lines.TryGetValue(jobId, out Line? line) || !line.IsUnderWay)
            return false;

        line.IsUnderWay = false;
        UnderWay--;
        line.Misses = isUnknown ? line.Misses + 1 : 0;
        return line.Misses >= MissesUntilGone;
    }

    /// <summary>Forgets a job that has ended or is gone; one that is being asked is forgotten the next time.</summary>
    public void Forget(string jobId)
    {
        if (lines.TryGetValue(jobId, out Line? line) && !line.IsUnderWay)
            lines.Remove(jobId);
    }

    /// <summary>Forgets the jobs that are not among these.</summary>
    public void KeepOnly(Func<string, bool> isWanted)
    {
        foreach (string jobId in lines.Keys.Where(jobId => !isWanted(jobId)).ToList())
            Forget(jobId);
    }

    /// <summary>A number from 0 to 1 that is the same for a job everywhere.</summary>
    private static double Share(string jobId)
    {
        uint hash = 2166136261;
        foreach (char letter in jobId)
            hash = (hash ^ letter) * 16777619;
        return hash / (double)uint.MaxValue;
    }

    private sealed class Line
    {
        public DateTimeOffset Next { get; set; }

        public bool IsUnderWay { get; set; }

        public int Misses { get; set; }
    }
}
