using System.Diagnostics;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.GrainInterfaces;

namespace Starling.Chaos.Running;

/// <summary>Follows a job while its cluster is in trouble.</summary>
/// <param name="client">The client.</param>
/// <param name="jobId">The job.</param>
/// <param name="number">Its number among all jobs.</param>
/// <param name="network">Rounds of a network that count as one; 0 for a job of rounds between a server and workers.</param>
/// <param name="patience">How long it may take.</param>
internal sealed class JobWatch(IStarlingClient client, string jobId, int number, int network, TimeSpan patience)
{
    private readonly List<DateTimeOffset> commits = [];
    private readonly Lock gate = new();
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The job.</summary>
    public string JobId => jobId;

    /// <summary>Its number.</summary>
    public int Number => number;

    /// <summary>Whether it is a network without a server.</summary>
    public bool IsNetwork => network > 0;

    /// <summary>The version that it has reached.</summary>
    public int Version { get; private set; }

    /// <summary>Checkpoints that were told.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => Ended is not null;

    /// <summary>Follows it to its end, or until patience is over.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        long next = 0;
        while (!HasEnded && clock.Elapsed < patience)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(patience - clock.Elapsed);
            try
            {
                await foreach (JobEvent happened in client.WatchAsync(jobId, next, limit.Token))
                {
                    next = happened.Sequence + 1;
                    Take(happened);
                }
            }
            catch (Exception exception) when (exception is not StarlingException { Error.Code: "STAR0401" } && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            }
        }

        Wake();
    }

    /// <summary>Waits until the job has reached a version or ended.</summary>
    public async Task ReachAsync(int version, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task more;
            lock (gate)
            {
                if (Version >= version || HasEnded)
                    return;
                more = changed.Task;
            }

            await more.WaitAsync(patience, cancellationToken);
        }
    }

    /// <summary>Whether an event tells of a finished round; of a network, that it was looked at.</summary>
    public bool IsFinishedRound(JobEvent happened) => IsNetwork ? happened.Metrics is { Round: > 0 } : happened.Kind == JobEventKinds.RoundCommitted;

    /// <summary>When the first round after a moment was finished.</summary>
    public DateTimeOffset? FirstCommitAfter(DateTimeOffset moment)
    {
        lock (gate)
            return commits.Where(commit => commit > moment).Select(commit => (DateTimeOffset?)commit).FirstOrDefault();
    }

    private void Take(JobEvent happened)
    {
        lock (gate)
        {
            if (IsFinishedRound(happened))
            {
                commits.Add(happened.Time);
                Version = IsNetwork ? happened.Metrics!.Round / network : happened.Round!.Value + 1;
            }

            if (happened.Kind == JobEventKinds.Checkpointed)
                Checkpoints++;
            if (happened.Status is { } status && status.Phase.HasEnded())
                Ended = happened.Time;
        }

        Wake();
    }

    private void Wake()
    {
        lock (gate)
        {
            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
