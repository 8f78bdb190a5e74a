using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>
/// One job: its life cycle and its round loop. Keyed by the job's id. It never holds a vector of length P.
/// </summary>
[Alias("starling.IJobGrain")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>
    /// Accepts and starts the job. Submitting the same specification again under the same id changes nothing (a repeated
    /// call whose first outcome was unknown); another specification is refused with STAR0404.
    /// </summary>
    [Alias("Submit"), Access(AccessRole.Submitter)]
    Task<JobStatus> SubmitAsync(JobSpec spec);

    /// <summary>The status, or null where no job was submitted under this id.</summary>
    [Alias("GetStatus"), Access(AccessRole.Viewer)]
    Task<JobStatus?> GetStatusAsync();

    /// <summary>The specification, or null where no job was submitted under this id.</summary>
    [Alias("GetSpec"), Access(AccessRole.Viewer)]
    Task<JobSpec?> GetSpecAsync();

    /// <summary>
    /// What happened from <paramref name="from"/> on, then what happens, until the job has ended and its last event was sent.
    /// A watcher that lost its connection asks again from the sequence after the last one it saw.
    /// </summary>
    [Alias("Watch"), Access(AccessRole.Viewer)]
    IAsyncEnumerable<JobEvent> WatchAsync(long from, CancellationToken cancellationToken = default);

    /// <summary>What the job knows about its workers, by number.</summary>
    [Alias("GetWorkers"), Access(AccessRole.Viewer)]
    Task<ImmutableArray<WorkerSummary>> GetWorkersAsync();

    /// <summary>Where the final vectors are: the newest committed version, tensor by tensor; null before the job has started.</summary>
    [Alias("GetModelLayout"), Access(AccessRole.Viewer)]
    Task<ModelLayout?> GetModelLayoutAsync();

    /// <summary>Ends the job; what was computed so far stays readable. Does nothing when it has ended.</summary>
    [Alias("Cancel"), Access(AccessRole.Submitter)]
    Task CancelAsync();

    /// <summary>Lets the job stand still after the round that is under way. Does nothing when it has ended.</summary>
    [Alias("Pause"), Access(AccessRole.Submitter)]
    Task PauseAsync();

    /// <summary>Lets a paused job go on. Does nothing where it is not paused.</summary>
    [Alias("Resume"), Access(AccessRole.Submitter)]
    Task ResumeAsync();

    /// <summary>Lets the job run to a later round than it was submitted with, also where it has completed.</summary>
    /// <param name="rounds">The new <c>stop.rounds</c>; asked for again, it changes nothing.</param>
    [Alias("Extend"), Access(AccessRole.Submitter)]
    Task ExtendAsync(int rounds);

    /// <summary>Frees what the job's grains hold and what it has stored: its results are no longer wanted. Cancels it where it still runs.</summary>
    [Alias("Forget"), Access(AccessRole.Submitter)]
    Task ForgetAsync();

    /// <summary>The queue lets the job start. Repeated calls change nothing.</summary>
    [Alias("Admit")]
    Task AdmitAsync();

    /// <summary>
    /// The queue asks how the job is. A job whose silo went away is taken up again by being asked; null where no job was
    /// submitted under this id.
    /// </summary>
    [Alias("Ping")]
    Task<JobTicket?> PingAsync();

    /// <summary>
    /// A silo that has grains of the job is about to stop. The job writes a checkpoint after the round that is under way, and goes on from there
    /// when the silo has left. Returns when the checkpoint is written; fails where that takes longer than half of the time in which a silo has to stop.
    /// </summary>
    /// <param name="silo">The silo.</param>
    [Alias("HandOver")]
    Task HandOverAsync(SiloAddress silo);

    /// <summary>A worker's answer to its order of a round. Repeated answers are ignored.</summary>
    [Alias("Report")]
    Task ReportAsync(WorkerReport report);
}
