using System.Runtime.CompilerServices;
using Starling.GrainInterfaces;

namespace Starling.Client.Calls;

/// <summary>
/// Follows a job's events over the loss of silos: asks again from where it broke off, so that no event is lost and none comes
/// twice. A stream whose gateway died without a word is noticed by asking for the status now and then.
/// </summary>
/// <param name="calls">How calls are made.</param>
/// <param name="job">The job.</param>
/// <param name="specAsync">Asks whether the job is still there; throws where it is not.</param>
internal sealed class JobWatch(ClusterCalls calls, IJobGrain job, Func<CancellationToken, Task> specAsync)
{
    /// <summary>After so long without an event the job is asked how it is.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    private JobStatus? known;

    /// <summary>The events from a sequence on.</summary>
    public async IAsyncEnumerable<JobEvent> FollowAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long next = from;
        ClusterCalls.Retry retry = calls.Begin();
        while (true)
        {
            // Asked every time: with its silo, a job can be lost too.
            await specAsync(cancellationToken);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            IAsyncEnumerator<JobEvent> events = Open(next, stop.Token);
            Task<bool>? moving = null;
            try
            {
                while (true)
                {
                    moving = Move(events);
                    Exception? lost = null;
                    bool any = false;
                    try
                    {
                        if (!await WaitAsync(moving, cancellationToken))
                            break;
                        any = await moving;
                    }
                    catch (JobRefusedException refusal) when (!ClusterCalls.IsLost(refusal))
                    {
                        throw ClusterCalls.ToException(refusal);
                    }
                    catch (Exception exception) when (ClusterCalls.IsLost(exception))
                    {
                        lost = exception;
                    }

                    if (lost is not null)
                    {
                        await retry.PauseAsync(lost, cancellationToken);
                        break;
                    }

                    if (!any)
                        yield break;

                    retry.Succeed();
                    JobEvent item = events.Current;
                    // A job that came back may tell again what its watchers know.
                    if (item.Sequence < next)
                        continue;

                    next = item.Sequence + 1;
                    known = item.Status ?? known;
                    yield return item;
                }
            }
            finally
            {
                await LeaveAsync(events, moving, stop);
            }
        }
    }

    private IAsyncEnumerator<JobEvent> Open(long from, CancellationToken cancellationToken)
    {
        using CallerToken.Scope caller = calls.Enter();
        return job.WatchAsync(from, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    private Task<bool> Move(IAsyncEnumerator<JobEvent> events)
    {
        Task<bool> moving;
        using (calls.Enter())
            moving = events.MoveNextAsync().AsTask();
        return moving;
    }

    /// <summary>Waits for the next event; false where the job has gone on and the stream has not told of it.</summary>
    private async Task<bool> WaitAsync(Task<bool> moving, CancellationToken cancellationToken)
    {
        bool behind = false;
        while (true)
        {
            try
            {
                await moving.WaitAsync(Quiet, calls.Time, cancellationToken);
                return true;
            }
            catch (TimeoutException) when (!moving.IsCompleted)
            {
                JobStatus? status = await calls.AskAsync(job.GetStatusAsync, cancellationToken);
                bool moved = status is null || status.Round != known?.Round || status.Phase != known.Phase || status.Epoch != known.Epoch;
                if (moved && behind && !moving.IsCompleted)
                {
                    known = status;
                    return false;
                }

                behind = moved;
            }
        }
    }

    private Task LeaveAsync(IAsyncEnumerator<JobEvent> events, Task<bool>? moving, CancellationTokenSource stop)
    {
        if (moving is null or { IsCompleted: true })
            return DisposeAsync(events);

        // Nobody answers any more: what is under way is let go.
        stop.Cancel();
        _ = moving.ContinueWith(
            (task, state) =>
            {
                _ = task.Exception;
                _ = DisposeAsync((IAsyncEnumerator<JobEvent>)state!);
            },
            events, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        return Task.CompletedTask;
    }

    private async Task DisposeAsync(IAsyncEnumerator<JobEvent> events)
    {
        try
        {
            // In an async method the token ends with it.
            using CallerToken.Scope caller = calls.Enter();
            await events.DisposeAsync();
        }
        catch (Exception exception) when (ClusterCalls.IsLost(exception) || exception is OperationCanceledException)
        {
            // The other end is gone: there is nothing left to free.
        }
    }
}
