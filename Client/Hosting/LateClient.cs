using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Starling.GrainInterfaces;

namespace Starling.Client.Hosting;

/// <summary>A client that connects when it is first needed.</summary>
/// <param name="connect">Connects.</param>
internal sealed class LateClient(Func<CancellationToken, Task<IStarlingClient>> connect) : IStarlingClient
{
    private readonly SemaphoreSlim connecting = new(1);
    private volatile IStarlingClient? client;

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(JobSpec spec, string? jobId = null, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).SubmitAsync(spec, jobId, cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobEvent> WatchAsync(string jobId, long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IStarlingClient connected = await GetAsync(cancellationToken);
        await foreach (JobEvent item in connected.WatchAsync(jobId, from, cancellationToken))
            yield return item;
    }

    /// <inheritdoc/>
    public async Task<JobStatus> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).GetStatusAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task<JobSpec> GetSpecAsync(string jobId, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).GetSpecAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task<ImmutableArray<WorkerSummary>> GetWorkersAsync(string jobId, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).GetWorkersAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task<ImmutableArray<JobTicket>> ListJobsAsync(bool includeEnded = false, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).ListJobsAsync(includeEnded, cancellationToken);

    /// <inheritdoc/>
    public async Task<ImmutableArray<SiloReport>> GetSilosAsync(CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).GetSilosAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task PauseAsync(string jobId, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).PauseAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task ResumeAsync(string jobId, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).ResumeAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task ExtendAsync(string jobId, int rounds, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).ExtendAsync(jobId, rounds, cancellationToken);

    /// <inheritdoc/>
    public async Task CancelAsync(string jobId, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).CancelAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task ForgetAsync(string jobId, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).ForgetAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async Task<CallerInfo> WhoAmIAsync(CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).WhoAmIAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ModelStream> OpenModelAsync(string jobId, CancellationToken cancellationToken = default) =>
        await (await GetAsync(cancellationToken)).OpenModelAsync(jobId, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (client is { } connected)
            await connected.DisposeAsync();
        connecting.Dispose();
    }

    private async ValueTask<IStarlingClient> GetAsync(CancellationToken cancellationToken)
    {
        if (client is { } connected)
            return connected;

        await connecting.WaitAsync(cancellationToken);
        try
        {
            return client ??= await connect(cancellationToken);
        }
        finally
        {
            connecting.Release();
        }
    }
}
