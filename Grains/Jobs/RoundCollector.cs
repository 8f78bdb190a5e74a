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
        for (bool again = false; ; again = true)
        {
            IReadOnlyList<int> waiting = round.Waiting;
            if (again)
                onRetry(waiting.Count);

            foreach (int worker in waiting)
            {
                if (!asking.TryGetValue(worker, out Task? call) || call.IsCompleted)
                    asking[worker] = AskAsync(round, order(worker), worker);
            }

            await Task.WhenAny(round.Answered, enough, Task.Delay(askAgainAfter, time, ended.Token));
            cancellationToken.ThrowIfCancellationRequested();
            if (round.Answered.IsCompleted || enough.IsCompletedSuccessfully)
                break;
        }

        await ended.CancelAsync();
    }

    // An unknown outcome is no outcome: the worker is asked again in the next turn of the loop.
    private async Task AskAsync(RoundState round, RoundOrder order, int worker)
    {
        try
        {
            await grains.GetGrain<IWorkerGrain>(GrainKeys.Worker(jobId, worker)).ComputeAsync(order);
        }
        catch (Exception exception) when (Calls.IsOutcomeUnknown(exception))
        {
        }
#pragma warning disable CA1031 // A worker that cannot even take its order is absent from the round.
        catch (Exception exception)
#pragma warning restore CA1031
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
