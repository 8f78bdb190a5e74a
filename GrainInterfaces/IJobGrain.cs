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
    [Alias("Submit")]
    Task<JobStatus> SubmitAsync(JobSpec spec);

    /// <summary>The status, or null where no job was submitted under this id.</summary>
    [Alias("GetStatus")]
    Task<JobStatus?> GetStatusAsync();

    /// <summary>The specification, or null where no job was submitted under this id.</summary>
    [Alias("GetSpec")]
    Task<JobSpec?> GetSpecAsync();

    /// <summary>
    /// What happened from <paramref name="from"/> on, then what happens, until the job has ended and its last event was sent.
    /// A watcher that lost its connection asks again from the sequence after the last one it saw.
    /// </summary>
    [Alias("Watch")]
    IAsyncEnumerable<JobEvent> WatchAsync(long from, CancellationToken cancellationToken = default);

    /// <summary>What the job knows about its workers, by number.</summary>
    [Alias("GetWorkers")]
    Task<ImmutableArray<WorkerSummary>> GetWorkersAsync();

    /// <summary>Where the final vectors are: the newest committed version, tensor by tensor; null before the job has started.</summary>
    [Alias("GetModelLayout")]
    Task<ModelLayout?> GetModelLayoutAsync();

    /// <summary>Ends the job; what was computed so far stays readable. Does nothing when it has ended.</summary>
    [Alias("Cancel")]
    Task CancelAsync();

    /// <summary>Frees what the job's grains hold, vectors included: its results are no longer wanted. Cancels it where it still runs.</summary>
    [Alias("Forget")]
    Task ForgetAsync();

    /// <summary>A worker's answer to its order of a round. Repeated answers are ignored.</summary>
    [Alias("Report")]
    Task ReportAsync(WorkerReport report);
}
