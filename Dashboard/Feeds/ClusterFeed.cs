using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Dashboard.Clusters;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>
/// The cluster looked at once a second for all pages; less often while there are none, so that the silos that come and go are noted.
/// </summary>
/// <param name="cluster">The cluster; asked with the dashboard's own client.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterFeed(ICluster cluster, TimeProvider time) : BackgroundService
{
    private const int MostStatuses = 20;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan IdleInterval = TimeSpan.FromSeconds(5);

    private readonly Listeners listeners = new();
    private readonly MembershipBook membership = new();
    private readonly ThroughputMeter throughput = new();
    private TaskCompletionSource wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What is known now.</summary>
    public ClusterSnapshot Current { get; private set; } = new();

    /// <summary>Tells a listener of changes, until what is returned is disposed.</summary>
    public IDisposable Listen(Action changed)
    {
        IDisposable entry = listeners.Add(changed);
        wanted.TrySetResult();
        return entry;
    }

    /// <summary>Looks at once: something was changed from here.</summary>
    public void Look() => wanted.TrySetResult();

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            wanted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                Current = await AskAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (StarlingException trouble)
            {
                Current = Current with { Problem = trouble.Line };
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            listeners.Tell();
            Task pause = Task.Delay(listeners.Count > 0 ? Interval : IdleInterval, time, stoppingToken);
            await Task.WhenAny(pause, wanted.Task).ConfigureAwait(false);
        }
    }

    private async Task<ClusterSnapshot> AskAsync(CancellationToken cancellationToken)
    {
        IStarlingClient client = cluster.Own;
        Task<ImmutableArray<SiloReport>> silosAsked = client.GetSilosAsync(cancellationToken);
        ImmutableArray<JobTicket> jobs = await client.ListJobsAsync(includeEnded: true, cancellationToken).ConfigureAwait(false);
        ImmutableArray<SiloReport> silos = await silosAsked.ConfigureAwait(false);
        JobStatus?[] statuses = listeners.Count == 0 ? [] : await Task.WhenAll(jobs
            .Where(job => job.Phase is JobPhase.Running or JobPhase.Recovering or JobPhase.Paused or JobPhase.Starting)
            .Take(MostStatuses).Select(job => StatusAsync(client, job.JobId, cancellationToken))).ConfigureAwait(false);

        DateTimeOffset now = time.GetUtcNow();
        membership.Take(silos, now);
        List<JobStatus> known = [.. statuses.OfType<JobStatus>()];
        throughput.Take(known, now);
        return new ClusterSnapshot
        {
            At = now,
            Silos = silos,
            Jobs = jobs,
            Statuses = known.ToImmutableDictionary(status => status.JobId, StringComparer.Ordinal),
            Membership = membership.Notes,
            Throughput = throughput.Points,
        };
    }

    private static async Task<JobStatus?> StatusAsync(IStarlingClient client, string jobId, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetStatusAsync(jobId, cancellationToken).ConfigureAwait(false);
        }
        catch (StarlingException)
        {
            // Forgotten in between, or on its way to another silo: the ticket is enough.
            return null;
        }
    }
}
