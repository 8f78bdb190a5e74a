using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Client;

/// <summary>The client of a cluster that this process can reach through Orleans.</summary>
/// <param name="cluster">The way to the grains: of an Orleans client, or of a silo in this process.</param>
/// <param name="time">The clock; null for the system's.</param>
public sealed class StarlingClient(IClusterClient cluster, TimeProvider? time = null) : IStarlingClient
{
    /// <summary>How often a call whose outcome is unknown is made.</summary>
    private const int Attempts = 5;

    private readonly TimeProvider time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(JobSpec spec, string? jobId = null, CancellationToken cancellationToken = default)
    {
        // The id is made here, so that a repeated submission is the same one.
        string id = jobId ?? MakeId(spec.Name);
        await AskAsync(() => Job(id).SubmitAsync(spec), cancellationToken);
        return id;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobEvent> WatchAsync(
        string jobId, long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long next = from;
        int failures = 0;
        while (true)
        {
            // Asked every time: with its silo, a job can be lost too.
            await GetSpecAsync(jobId, cancellationToken);
            await using IAsyncEnumerator<JobEvent> events = Job(jobId).WatchAsync(next, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await events.MoveNextAsync())
                        yield break;
                }
                catch (Exception exception) when (failures < Attempts && IsLost(exception))
                {
                    // Asked again from where it broke off: no event is lost, none comes twice.
                    failures++;
                    break;
                }

                failures = 0;
                next = events.Current.Sequence + 1;
                yield return events.Current;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<JobStatus> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) =>
        await AskAsync(() => Job(jobId).GetStatusAsync(), cancellationToken) ?? throw Unknown(jobId);

    /// <inheritdoc/>
    public async Task<JobSpec> GetSpecAsync(string jobId, CancellationToken cancellationToken = default) =>
        await AskAsync(() => Job(jobId).GetSpecAsync(), cancellationToken) ?? throw Unknown(jobId);

    /// <inheritdoc/>
    public async Task<ImmutableArray<WorkerSummary>> GetWorkersAsync(string jobId, CancellationToken cancellationToken = default)
    {
        await GetSpecAsync(jobId, cancellationToken);
        return await AskAsync(() => Job(jobId).GetWorkersAsync(), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task CancelAsync(string jobId, CancellationToken cancellationToken = default)
    {
        await GetSpecAsync(jobId, cancellationToken);
        await AskAsync(
            async () =>
            {
                await Job(jobId).CancelAsync();
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ModelStream> OpenModelAsync(string jobId, CancellationToken cancellationToken = default)
    {
        await GetSpecAsync(jobId, cancellationToken);
        ModelLayout layout = await AskAsync(() => Job(jobId).GetModelLayoutAsync(), cancellationToken)
            ?? throw new StarlingException(ErrorCatalog.JobUnknown, $"Job '{jobId}' ended before it had a model.");
        return new ShardedModelStream(cluster, jobId, layout);
    }

    /// <summary>Repeats a call whose outcome is unknown, and turns the cluster's refusals into this library's.</summary>
    internal static async Task<TResult> AskAsync<TResult>(Func<Task<TResult>> call, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await call().WaitAsync(cancellationToken);
            }
            catch (JobRefusedException refusal)
            {
                ErrorEntry entry = ErrorCatalog.All.FirstOrDefault(known => known.Code == refusal.Code) ?? ErrorCatalog.JobFailed;
                throw new StarlingException(entry, refusal.Message, refusal);
            }
            catch (Exception exception) when (attempt < Attempts && IsLost(exception))
            {
                // The next turn of the loop asks again.
            }
        }
    }

    private static bool IsLost(Exception exception) =>
        exception is TimeoutException or SiloUnavailableException or OrleansMessageRejectionException or EnumerationAbortedException;

    private static StarlingException Unknown(string jobId) => new(ErrorCatalog.JobUnknown, $"There is no job '{jobId}' on this cluster.");

    private string MakeId(string name) => $"{name}-{time.GetUtcNow():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}";

    private IJobGrain Job(string jobId) => cluster.GetGrain<IJobGrain>(jobId);
}
