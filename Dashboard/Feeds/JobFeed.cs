using System.Collections.Immutable;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>One job watched for all who look at it: its events as they come, its status and workers every two seconds.</summary>
internal sealed class JobFeed : IDisposable
{
    private static readonly TimeSpan BeatInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly JobView view = new();
    private readonly Listeners listeners = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly IStarlingClient client;
    private readonly TimeProvider time;
    private readonly Pulse pulse;
    private readonly string jobId;

    /// <summary>Makes it; nothing is asked for before <see cref="Start"/>.</summary>
    public JobFeed(IStarlingClient client, string jobId, TimeProvider time)
    {
        this.client = client;
        this.jobId = jobId;
        this.time = time;
        pulse = new Pulse(time, BeatInterval, listeners.Tell);
    }

    /// <summary>What is known now.</summary>
    public JobSnapshot Current
    {
        get
        {
            lock (gate)
                return view.Snapshot;
        }
    }

    /// <summary>How many listen.</summary>
    public int ListenerCount => listeners.Count;

    /// <summary>Tells a listener of changes, at most ten times a second, until what is returned is disposed.</summary>
    public IDisposable Listen(Action changed, Action left) => listeners.Add(changed, left);

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        _ = WatchAsync(stopping.Token);
        _ = PollAsync(stopping.Token);
    }

    /// <summary>Ends watching.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        pulse.Dispose();
        stopping.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                long next;
                lock (gate)
                    next = view.Next;
                await foreach (JobEvent item in client.WatchAsync(jobId, next, cancellationToken).ConfigureAwait(false))
                    Change(seen => seen.Apply(item));

                // It has ended. A job that is extended goes on, and has new events.
                do
                {
                    await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
                }
                while (Current.Status is { } status && status.Phase.HasEnded());
            }
            catch (StarlingException)
            {
                // Polling tells what the trouble is.
                await Task.Delay(RetryInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        bool isSettled = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (Current.Spec is null)
                {
                    JobSpec spec = await client.GetSpecAsync(jobId, cancellationToken).ConfigureAwait(false);
                    Change(seen => seen.Take(spec));
                }

                JobStatus status = await client.GetStatusAsync(jobId, cancellationToken).ConfigureAwait(false);
                // The workers of a job that has ended do not change any more.
                ImmutableArray<WorkerSummary>? workers = isSettled && status.Phase.HasEnded()
                    ? null : await client.GetWorkersAsync(jobId, cancellationToken).ConfigureAwait(false);
                isSettled = status.Phase.HasEnded();
                Change(seen =>
                {
                    seen.Take(status, workers);
                    seen.Take(trouble: null);
                });
            }
            catch (StarlingException trouble)
            {
                bool missing = trouble.Error == ErrorCatalog.JobUnknown;
                Change(seen => seen.Take(trouble.Line, missing));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Change(Action<JobView> change)
    {
        lock (gate)
            change(view);
        pulse.Signal();
    }
}
