using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Client;

/// <summary>
/// What a program does with a cluster: submit a job, watch it, read what it left. Every method may be repeated: a call whose
/// outcome is unknown, as after the loss of a silo, is simply made again. A cluster that does not answer for longer than the
/// client's patience is STAR0405; one that asks for a token, or for one of a higher role, answers STAR0601 or STAR0602.
/// </summary>
public interface IStarlingClient : IAsyncDisposable
{
    /// <summary>Submits a job and returns its id.</summary>
    /// <param name="spec">The job, checked and resolved.</param>
    /// <param name="jobId">The id wanted; null lets the client make one from the job's name.</param>
    /// <param name="cancellationToken">Stops waiting; a job that was accepted runs on.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0404: the id is taken by another job.</exception>
    Task<string> SubmitAsync(JobSpec spec, string? jobId = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// What happened from event <paramref name="from"/> on, then what happens; ends after the job's last event. Sequences grow
    /// from event to event and may have gaps. After an event <see cref="JobEventKinds.RolledBack"/> rounds after its round are
    /// done again.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="from">The first sequence wanted.</param>
    /// <param name="cancellationToken">Stops watching; the job runs on.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job.</exception>
    IAsyncEnumerable<JobEvent> WatchAsync(string jobId, long from = 0, CancellationToken cancellationToken = default);

    /// <summary>The status at this moment.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job.</exception>
    Task<JobStatus> GetStatusAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>The specification that was submitted.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job.</exception>
    Task<JobSpec> GetSpecAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>What the job knows about its workers, by number.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job.</exception>
    Task<ImmutableArray<WorkerSummary>> GetWorkersAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>The jobs that the cluster knows, newest first.</summary>
    /// <param name="includeEnded">Whether jobs that have ended are wanted too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    Task<ImmutableArray<JobTicket>> ListJobsAsync(bool includeEnded = false, CancellationToken cancellationToken = default);

    /// <summary>What the silos of the cluster say of themselves, by name.</summary>
    Task<ImmutableArray<SiloReport>> GetSilosAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets the job stand still after the round that is under way.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job; STAR0412: it has ended.</exception>
    Task PauseAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Lets a paused job go on. Does nothing where it is not paused.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job; STAR0412: it has ended.</exception>
    Task ResumeAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lets the job run to a later round than it was submitted with: it goes on from its newest vectors, also where it has completed. The
    /// parameters are those of a job that was submitted with so many rounds.
    /// </summary>
    /// <param name="jobId">The job.</param>
    /// <param name="rounds">The new <c>stop.rounds</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">
    /// STAR0401: no such job; STAR0412: it failed, was cancelled or does not stop by rounds; STAR0105: it has done that many rounds already.
    /// </exception>
    Task ExtendAsync(string jobId, int rounds, CancellationToken cancellationToken = default);

    /// <summary>Ends the job; what was computed so far stays readable. Does nothing when it has ended.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job.</exception>
    Task CancelAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Removes the job and all that it left on the cluster; cancels it where it still runs.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job.</exception>
    Task ForgetAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Who the cluster takes this client for: the bearer of its token.</summary>
    Task<CallerInfo> WhoAmIAsync(CancellationToken cancellationToken = default);

    /// <summary>Opens the vectors of the newest version, to be streamed: nobody holds the whole model.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0401: no such job, or it has no vectors yet.</exception>
    Task<ModelStream> OpenModelAsync(string jobId, CancellationToken cancellationToken = default);
}
