using System.Collections.Immutable;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Placement;

namespace Starling.Grains.Queue;

/// <summary>
/// What the queue decides: which jobs wait, run or have ended, and which is admitted next.
/// </summary>
/// <remarks>
/// <para>
/// The order of admission. A job's priority grows by one point for every <see cref="JobQueueOptions.PriorityPointAfter"/> that it
/// waits. Every submitter puts forward the job of highest grown priority, the oldest among equals. Among submitters the time
/// counts only since the submitter was last served, so that somebody with a hundred old jobs does not keep away somebody with one
/// new job; then who has the fewest jobs running comes first, then who was served longest ago, then the oldest job. Since every
/// priority that waits grows without bound while new ones start within -100 to 100, every job gets its turn.
/// </para>
/// <para>
/// A job that does not fit now (<see cref="Seating"/>), or whose submitter runs as many as is allowed, is passed over, not waited for.
/// </para>
/// </remarks>
internal sealed class QueueState(JobQueueOptions options, int queuedJobs, int runningJobsPerSubmitter)
{
    private readonly Dictionary<string, QueueEntry> entries = new(StringComparer.Ordinal);

    /// <summary>Why jobs wait; told to people, not stored.</summary>
    private readonly Dictionary<string, string> reasons = new(StringComparer.Ordinal);

    /// <summary>Jobs that wait.</summary>
    public int WaitingCount => entries.Values.Count(entry => entry.IsWaiting);

    /// <summary>Jobs that hold a slot.</summary>
    public int RunningCount => entries.Values.Count(entry => entry.HoldsSlot);

    /// <summary>What is to be stored.</summary>
    public ImmutableArray<QueueEntry> Entries => [.. entries.Values.OrderBy(entry => entry.Ticket.JobId, StringComparer.Ordinal)];

    /// <summary>Jobs that have not ended.</summary>
    public IEnumerable<QueueEntry> Unfinished => entries.Values.Where(entry => !entry.Ticket.Phase.HasEnded());

    /// <summary>Takes up what was stored.</summary>
    public void Restore(ImmutableArray<QueueEntry> stored)
    {
        foreach (QueueEntry entry in stored)
            entries[entry.Ticket.JobId] = entry;
    }

    /// <summary>The entry of a job, or null.</summary>
    public QueueEntry? Find(string jobId) => entries.GetValueOrDefault(jobId);

    /// <summary>Takes a job in, or lets a paused one wait again. Repeated calls change nothing.</summary>
    /// <param name="ticket">The job.</param>
    /// <param name="now">The time.</param>
    /// <param name="silos">The silos of the cluster; null where not all of them are known, and labels cannot be judged.</param>
    /// <returns>Whether there is something new to store.</returns>
    /// <exception cref="StarlingException">STAR0406: no silo carries the labels. STAR0411: too many jobs wait.</exception>
    public bool Enqueue(JobTicket ticket, DateTimeOffset now, ImmutableArray<SiloReport>? silos)
    {
        if (entries.TryGetValue(ticket.JobId, out QueueEntry? known))
        {
            // A job that has completed waits again where it was given a later end.
            if (known.Ticket.Phase is not (JobPhase.Paused or JobPhase.Completed) || ticket.Phase != JobPhase.Queued)
                return false;

            entries[ticket.JobId] = known with
            {
                Ticket = known.Ticket with { Phase = JobPhase.Queued, Admitted = null, Ended = null, PlannedRounds = ticket.PlannedRounds },
                WaitingSince = now,
            };
            return true;
        }

        if (silos is { } all && !new Seating(all).IsKnown(ticket.Labels))
        {
            throw new StarlingException(
                ErrorCatalog.LabelsUnavailable,
                $"No silo of this cluster carries {LabelText.Of(ticket.Labels)} that job '{ticket.Name}' asks for.");
        }

        if (WaitingCount is int waiting && waiting >= queuedJobs)
        {
            throw new StarlingException(
                ErrorCatalog.QueueFull, $"{waiting} jobs wait already; this cluster lets no more wait (Limits:QueuedJobs).");
        }

        entries[ticket.JobId] = new QueueEntry
        {
            Ticket = ticket with { Phase = JobPhase.Queued, Admitted = null, Ended = null, Waiting = null },
            WaitingSince = now,
        };
        return true;
    }

    /// <summary>
    /// Takes what a job tells of itself. Who submitted it, its priority and its labels stay; when it was admitted is the queue's
    /// to say, but a job that runs holds a slot whatever the queue thought: one that this queue has forgotten is taken up again.
    /// </summary>
    /// <returns>Whether there is something new to store; rounds alone are not.</returns>
    public bool Update(JobTicket told, DateTimeOffset now)
    {
        QueueEntry before = entries.GetValueOrDefault(told.JobId)
            ?? new QueueEntry { Ticket = told with { Admitted = null, Waiting = null }, WaitingSince = now };
        JobTicket known = before.Ticket;
        if (known.Phase.HasEnded() && entries.ContainsKey(told.JobId))
            return false;

        bool ended = told.Phase.HasEnded();
        QueueEntry after = before with
        {
            Ticket = known with
            {
                Name = told.Name,
                Phase = told.Phase,
                Round = Math.Max(known.Round, told.Round),
                PlannedRounds = told.PlannedRounds,
                Admitted = told.Phase switch
                {
                    JobPhase.Paused => null,
                    JobPhase.Starting or JobPhase.Running or JobPhase.Recovering => known.Admitted ?? now,
                    _ => known.Admitted,
                },
                Ended = ended ? told.Ended ?? now : null,
            },
            WaitingSince = known.Phase == JobPhase.Paused && told.Phase == JobPhase.Queued ? now : before.WaitingSince,
        };
        entries[told.JobId] = after;
        if (ended)
            Trim();

        return known.Phase != after.Ticket.Phase || known.Admitted != after.Ticket.Admitted;
    }

    /// <summary>Forgets a job.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string jobId)
    {
        reasons.Remove(jobId);
        return entries.Remove(jobId);
    }

    /// <summary>Admits the jobs whose turn it is.</summary>
    /// <param name="silos">The silos of the cluster.</param>
    /// <param name="now">The time.</param>
    /// <returns>Their ids, in the order of admission.</returns>
    public ImmutableArray<string> Admit(ImmutableArray<SiloReport> silos, DateTimeOffset now)
    {
        reasons.Clear();
        List<QueueEntry> waiting = [.. entries.Values.Where(entry => entry.IsWaiting)];
        if (waiting.Count == 0)
            return [];

        var seating = new Seating(silos);
        foreach (QueueEntry running in entries.Values.Where(entry => entry.HoldsSlot))
            seating.TrySeat(running.Ticket.Labels);

        var order = new AdmissionOrder(entries.Values, waiting, options.PriorityPointAfter, now);
        var admitted = ImmutableArray.CreateBuilder<string>();
        while (order.TryNext(out QueueEntry? next))
        {
            JobTicket ticket = next.Ticket;
            if (ticket.Submitter.Length > 0 && runningJobsPerSubmitter > 0 && order.RunningOf(ticket.Submitter) >= runningJobsPerSubmitter)
            {
                reasons[ticket.JobId] = $"{ticket.Submitter} has {runningJobsPerSubmitter} jobs running; "
                    + "this cluster lets no more of one submitter run at a time (Limits:RunningJobsPerSubmitter).";
                order.PassOver();
            }
            else if (seating.TrySeat(ticket.Labels))
            {
                entries[ticket.JobId] = next with { Ticket = ticket with { Admitted = now } };
                admitted.Add(ticket.JobId);
                order.Serve();
            }
            else
            {
                reasons[ticket.JobId] = ReasonOf(ticket, seating, silos);
                order.PassOver();
            }
        }

        return admitted.ToImmutable();
    }

    /// <summary>The jobs, newest first.</summary>
    public ImmutableArray<JobTicket> List(bool includeEnded) =>
    [
        .. entries.Values
            .Where(entry => includeEnded || !entry.Ticket.Phase.HasEnded())
            .OrderByDescending(entry => entry.Ticket.Submitted)
            .ThenBy(entry => entry.Ticket.JobId, StringComparer.Ordinal)
            .Select(entry => entry.IsWaiting
                ? entry.Ticket with { Waiting = reasons.GetValueOrDefault(entry.Ticket.JobId, "It is about to be looked at.") }
                : entry.Ticket),
    ];

    private static string ReasonOf(JobTicket ticket, Seating seating, ImmutableArray<SiloReport> silos)
    {
        if (silos.IsEmpty)
            return "No silo has reported yet.";

        int seats = seating.SeatsFor(ticket.Labels);
        return (seats, ticket.Labels.Length) switch
        {
            (0, > 0) => $"No silo that is up carries {LabelText.Of(ticket.Labels)}.",
            (_, > 0) => $"All {seats} places of silos that carry {LabelText.Of(ticket.Labels)} are taken.",
            _ => $"All {seats} places of the cluster are taken.",
        };
    }

    private void Trim()
    {
        List<QueueEntry> ended = [.. entries.Values.Where(entry => entry.Ticket.Phase.HasEnded())];
        foreach (QueueEntry old in ended
            .OrderByDescending(entry => entry.Ticket.Ended)
            .ThenBy(entry => entry.Ticket.JobId, StringComparer.Ordinal)
            .Skip(options.EndedJobs))
        {
            entries.Remove(old.Ticket.JobId);
        }
    }
}
