using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>
/// The jobs of a cluster: which wait, which run, which have ended. It admits waiting jobs as capacity and labels allow, fairly
/// between submitters and by priority, and looks after the running ones: a job whose silo went away is called, and so comes back
/// on another. There is one, keyed <see cref="Key"/>.
/// </summary>
[Alias("starling.IJobQueueGrain")]
public interface IJobQueueGrain : IGrainWithStringKey
{
    /// <summary>The key of the one queue.</summary>
    const string Key = "jobs";

    /// <summary>Takes a submitted job in. Repeated calls change nothing.</summary>
    [Alias("Enqueue")]
    Task EnqueueAsync(JobTicket ticket);

    /// <summary>A job tells how it is: called when its phase changes and now and then while it runs.</summary>
    [Alias("Update")]
    Task UpdateAsync(JobTicket ticket);

    /// <summary>The jobs, newest first.</summary>
    /// <param name="includeEnded">Whether jobs that have ended are wanted too.</param>
    [Alias("List"), Access(AccessRole.Viewer)]
    Task<ImmutableArray<JobTicket>> ListAsync(bool includeEnded);

    /// <summary>Forgets a job that is no longer wanted.</summary>
    [Alias("Remove")]
    Task RemoveAsync(string jobId);

    /// <summary>Admits what can be admitted and looks after what runs. Every silo calls it every second or so.</summary>
    [Alias("Tick")]
    Task TickAsync();
}

/// <summary>A job as the queue sees it: a line of <c>starling jobs</c>.</summary>
[GenerateSerializer, Immutable, Alias("starling.JobTicket")]
public sealed record JobTicket
{
    /// <summary>The job's id.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>The job's name.</summary>
    [Id(1)]
    public required string Name { get; init; }

    /// <summary>Who submitted it: the name of the token's bearer; empty where the cluster asks for none.</summary>
    [Id(2)]
    public string Submitter { get; init; } = "";

    /// <summary>Jobs of higher priority are admitted first. -100 to 100.</summary>
    [Id(3)]
    public int Priority { get; init; }

    /// <summary>Labels that the silos of the job must carry.</summary>
    [Id(4)]
    public ImmutableArray<SiloLabel> Labels { get; init; } = [];

    /// <summary>When it was submitted.</summary>
    [Id(5)]
    public DateTimeOffset Submitted { get; init; }

    /// <summary>The phase when it last told.</summary>
    [Id(6)]
    public JobPhase Phase { get; init; }

    /// <summary>Rounds committed when it last told.</summary>
    [Id(7)]
    public int Round { get; init; }

    /// <summary>Rounds that it will run; 0 where only another criterion stops it.</summary>
    [Id(8)]
    public int PlannedRounds { get; init; }

    /// <summary>When it was admitted; null while it waits for that.</summary>
    [Id(9)]
    public DateTimeOffset? Admitted { get; init; }

    /// <summary>When it ended.</summary>
    [Id(10)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it waits, in one sentence, where it does.</summary>
    [Id(11)]
    public string? Waiting { get; init; }
}
