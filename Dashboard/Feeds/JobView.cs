using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>
/// What a page shows of a job, made of its events one after another. Its size does not grow with the run. Where the job went back to a
/// checkpoint, what was measured after it is taken back, as in the files of results.
/// </summary>
internal sealed class JobView
{
    private const int MostCheckpoints = 20;

    private readonly RowSeries rows = new();
    private readonly EventShelf events = new();
    private readonly RoundLog rounds = new();
    private readonly List<JobEvent> checkpoints = [];
    private JobSnapshot? taken;
    private JobStatus? status;
    private JobSpec? spec;
    private ImmutableArray<WorkerSummary> workers = [];
    private ImmutableArray<WorkerShare> shares = [];
    private int sharesRound;
    private NetworkActivity? activity;
    private string? problem;
    private bool isMissing;

    /// <summary>The sequence of the first event that is still wanted.</summary>
    public long Next { get; private set; }

    /// <summary>The view at this moment; the same object until something changes.</summary>
    public JobSnapshot Snapshot => taken ??= new JobSnapshot
    {
        Status = status,
        Spec = spec,
        Rows = rows.Rows,
        RowGeneration = rows.Generation,
        Events = events.Newest,
        EventCounts = events.Counts,
        Rounds = rounds.Rounds,
        Checkpoints = [.. checkpoints],
        Shares = shares,
        SharesRound = sharesRound,
        Activity = activity,
        Workers = workers,
        Problem = problem,
        IsMissing = isMissing,
    };

    /// <summary>Takes an event, in the order of its sequence. One that was taken before changes nothing.</summary>
    public void Apply(JobEvent item)
    {
        if (item.Sequence < Next)
            return;

        Next = item.Sequence + 1;
        taken = null;
        events.Add(item);
        rounds.Add(item);
        if (item.Status is { } told)
            status = told;
        if (item.Activity is { } newest)
            activity = newest;
        switch (item)
        {
            case { Kind: JobEventKinds.RolledBack or JobEventKinds.Recovered, Round: { } version }:
                rows.TakeBackAfter(version);
                break;
            case { Kind: JobEventKinds.Evaluated, Metrics: { } row }:
                rows.Add(row);
                break;
            case { Kind: JobEventKinds.Extended }:
                // What it was submitted with has another end now: it is asked for again.
                spec = null;
                break;
            case { Kind: JobEventKinds.Checkpointed }:
                checkpoints.Add(item);
                if (checkpoints.Count > MostCheckpoints)
                    checkpoints.RemoveAt(0);
                break;
            case { Kind: JobEventKinds.RoundCommitted, Shares: { } treated, Round: { } round }:
                (shares, sharesRound) = (treated, round);
                break;
        }
    }

    /// <summary>Takes what the job was submitted with.</summary>
    public void Take(JobSpec submitted)
    {
        spec = submitted;
        taken = null;
    }

    /// <summary>Takes the answer to a question for the status and the workers.</summary>
    public void Take(JobStatus told, ImmutableArray<WorkerSummary>? known)
    {
        status = told;
        workers = known ?? workers;
        isMissing = false;
        taken = null;
    }

    /// <summary>The cluster does not answer, or answers again (null); what was known stays to be seen.</summary>
    public void Take(string? trouble, bool missing = false)
    {
        if (problem == trouble && isMissing == missing)
            return;

        (problem, isMissing) = (trouble, missing);
        taken = null;
    }
}
