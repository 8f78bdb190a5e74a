using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Jobs;

/// <summary>
/// Sends the orders of a round and waits for the answers: of everybody, or, once the deadline has passed, of a quorum. Who has
/// not answered for a while is asked again. An order that hangs, since its silo does, holds up nobody else.
/// </summary>
/// <param name="jobId">The job.</param>
/// <param name="workers">Deadline and quorum.</param>
/// <param name="grains">Where the workers are found.</param>
/// <param name="time">The clock.</param>
/// <param name="askAgainAfter">After what time without an answer a worker is asked again.</param>
internal sealed class RoundCollector(
    string jobId, WorkersSection workers, IGrainFactory grains, TimeProvider time, TimeSpan askAgainAfter)
{
    /// <summary>Runs until the round has the answers that it needs.</summary>
    /// <param name="round">The round; answers reach it as they come.</param>
    /// <param name="order">The order of a worker.</param>
    /// <param name="onRetry">Told when workers are asked again, with how many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CollectAsync(
        RoundState round, Func<int, RoundOrder> order, Action<int> onRetry, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task enough = workers.Quorum < 1
            ? Task.WhenAll(round.Enough, Task.Delay(TimeSpan.FromSeconds(workers.Deadline), time, ended.Token))
            : round.Answered;
        var asking = new Dictionary<int, Task>();
        var failingSince = new Dictionary<int, long>();
        for (bool again = false; ; again = true)
        {
            IReadOnlyList<int> waiting = round.Waiting;
            if (again)
                onRetry(waiting.Count);

            foreach (int worker in waiting)
            {
                if (!asking.TryGetValue(worker, out Task? call) || call.IsCompleted)
                    asking[worker] = AskAsync(round, order(worker), worker, failingSince);
            }

            await Task.WhenAny(round.Answered, enough, Task.Delay(askAgainAfter, time, ended.Token));
            cancellationToken.ThrowIfCancellationRequested();
            if (round.Answered.IsCompleted || enough.IsCompletedSuccessfully)
                break;
        }

        await ended.CancelAsync();
    }

    // What fails is tried again in the next turn of the loop: a cluster in trouble must not change who takes part. Only a worker
    // that cannot take its order for so long that it is no passing trouble is absent from the round.
    private async Task AskAsync(RoundState round, RoundOrder order, int worker, Dictionary<int, long> failingSince)
    {
        try
        {
            await grains.GetGrain<IWorkerGrain>(GrainKeys.Worker(jobId, worker)).ComputeAsync(order);
            failingSince.Remove(worker);
        }
        catch (Exception exception) when (Calls.IsTrouble(exception))
        {
        }
#pragma warning disable CA1031 // See above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!failingSince.TryAdd(worker, time.GetTimestamp()) && time.GetElapsedTime(failingSince[worker]) > Calls.Patience)
            {
                round.Report(new WorkerReport
                {
                    Epoch = order.Epoch,
                    Round = order.Round,
                    Worker = worker,
                    Failure = Refusals.ToFailure(exception),
                });
            }
        }
    }
}
