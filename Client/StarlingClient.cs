using System.Collections.Immutable;
using Starling.Algorithms.Errors;
using Starling.Client.Calls;
using Starling.GrainInterfaces;

namespace Starling.Client;

/// <summary>
/// The client of a cluster that this process can reach through Orleans. <see cref="Connections.StarlingConnection"/> makes one
/// for a cluster of other processes.
/// </summary>
public sealed class StarlingClient : IStarlingClient
{
    private readonly IClusterClient cluster;
    private readonly ClusterCalls calls;
    private readonly Func<ValueTask> dispose;

    /// <summary>Makes a client. Disposing it leaves the cluster as it is.</summary>
    /// <param name="cluster">The way to the grains: of an Orleans client, or of a silo in this process.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="patience">
    /// How long a call whose outcome is unknown is made again, as after the loss of a silo; null for 60 seconds.
    /// </param>
    public StarlingClient(IClusterClient cluster, TimeProvider? time = null, TimeSpan? patience = null)
        : this(cluster, new ClusterCalls(time ?? TimeProvider.System, patience ?? ClusterCalls.DefaultPatience), () => default)
    {
    }

    /// <summary>Makes a client that owns its connection.</summary>
    internal StarlingClient(IClusterClient cluster, ClusterCalls calls, Func<ValueTask> dispose)
    {
        this.cluster = cluster;
        this.calls = calls;
        this.dispose = dispose;
    }

    private IJobQueueGrain Queue => cluster.GetGrain<IJobQueueGrain>(IJobQueueGrain.Key);

    private IInventoryGrain Inventory => cluster.GetGrain<IInventoryGrain>(IInventoryGrain.Key);

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(JobSpec spec, string? jobId = null, CancellationToken cancellationToken = default)
    {
        // The id is made here, so that a repeated submission is the same one.
        string id = jobId ?? MakeId(spec.Name, calls.Time);
        await calls.AskAsync(() => Job(id).SubmitAsync(spec), cancellationToken);
        return id;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<JobEvent> WatchAsync(string jobId, long from = 0, CancellationToken cancellationToken = default) =>
        new JobWatch(calls, Job(jobId), token => GetSpecAsync(jobId, token)).FollowAsync(from, cancellationToken);

    /// <inheritdoc/>
    public async Task<JobStatus> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) =>
        await calls.AskAsync(() => Job(jobId).GetStatusAsync(), cancellationToken) ?? throw Unknown(jobId);

    /// <inheritdoc/>
    public async Task<JobSpec> GetSpecAsync(string jobId, CancellationToken cancellationToken = default) =>
        await calls.AskAsync(() => Job(jobId).GetSpecAsync(), cancellationToken) ?? throw Unknown(jobId);

    /// <inheritdoc/>
    public async Task<ImmutableArray<WorkerSummary>> GetWorkersAsync(string jobId, CancellationToken cancellationToken = default)
    {
        await GetSpecAsync(jobId, cancellationToken);
        return await calls.AskAsync(() => Job(jobId).GetWorkersAsync(), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<JobTicket>> ListJobsAsync(bool includeEnded = false, CancellationToken cancellationToken = default) =>
        calls.AskAsync(() => Queue.ListAsync(includeEnded), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SiloReport>> GetSilosAsync(CancellationToken cancellationToken = default) =>
        calls.AskAsync(Inventory.ListAsync, cancellationToken);

    /// <inheritdoc/>
    public Task PauseAsync(string jobId, CancellationToken cancellationToken = default) =>
        TellAsync(jobId, job => job.PauseAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task ResumeAsync(string jobId, CancellationToken cancellationToken = default) =>
        TellAsync(jobId, job => job.ResumeAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task ExtendAsync(string jobId, int rounds, CancellationToken cancellationToken = default) =>
        TellAsync(jobId, job => job.ExtendAsync(rounds), cancellationToken);

    /// <inheritdoc/>
    public Task CancelAsync(string jobId, CancellationToken cancellationToken = default) =>
        TellAsync(jobId, job => job.CancelAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task ForgetAsync(string jobId, CancellationToken cancellationToken = default) =>
        TellAsync(jobId, job => job.ForgetAsync(), cancellationToken);

    /// <inheritdoc/>
    public Task<CallerInfo> WhoAmIAsync(CancellationToken cancellationToken = default) =>
        calls.AskAsync(() => cluster.GetGrain<IAccessGrain>(IAccessGrain.Key).WhoAmIAsync(), cancellationToken);

    /// <inheritdoc/>
    public async Task<ModelStream> OpenModelAsync(string jobId, CancellationToken cancellationToken = default)
    {
        await GetSpecAsync(jobId, cancellationToken);
        ModelLayout layout = await calls.AskAsync(() => Job(jobId).GetModelLayoutAsync(), cancellationToken)
            ?? throw new StarlingException(ErrorCatalog.JobUnknown, $"Job '{jobId}' ended before it had a model.");
        return new ShardedModelStream(cluster, calls, jobId, layout);
    }

    /// <summary>Closes the connection where the client owns one.</summary>
    public ValueTask DisposeAsync() => dispose();

    private static StarlingException Unknown(string jobId) => new(ErrorCatalog.JobUnknown, $"There is no job '{jobId}' on this cluster.");

    private async Task TellAsync(string jobId, Func<IJobGrain, Task> call, CancellationToken cancellationToken)
    {
        await GetSpecAsync(jobId, cancellationToken);
        await calls.AskAsync(() => call(Job(jobId)), cancellationToken);
    }

    /// <summary>An id that no other job has.</summary>
    internal static string MakeId(string name, TimeProvider time) => $"{name}-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}";

    private IJobGrain Job(string jobId) => cluster.GetGrain<IJobGrain>(jobId);
}
