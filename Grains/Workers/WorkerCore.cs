using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;

namespace Starling.Grains.Workers;

/// <summary>What a worker does, whatever the element type of the job is.</summary>
internal interface IWorkerCore
{
    /// <summary>Computes and sends the update of a round.</summary>
    Task<WorkerReport> RunAsync(RoundOrder order, CancellationToken cancellationToken);

    /// <summary>Gives the memory back.</summary>
    void Release();
}

/// <summary>The services of a silo that a worker computes with.</summary>
/// <param name="Pool">Where computations run.</param>
/// <param name="Flights">How many updates may be computed or under way at a time on this silo, so that memory is bounded.</param>
/// <param name="Broadcasts">What the shards broadcast.</param>
/// <param name="Sender">The way to the shards.</param>
/// <param name="Time">The clock.</param>
internal sealed record WorkerServices(
    ComputePool Pool, FlightLimit Flights, BroadcastCache Broadcasts, UpdateSender Sender, TimeProvider Time);

/// <summary>The rounds of one worker: fetch the broadcast, compute on the pool, push to the shards, report.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="context">The job.</param>
/// <param name="worker">The worker's number.</param>
/// <param name="services">The silo's services.</param>
internal sealed class WorkerCore<T>(JobContext<T> context, int worker, WorkerServices services) : IWorkerCore
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly WorkerState<T> state = new(context.Vectors.Worker.Count, context.Pool);
    private readonly ILocalOracle<T> oracle = context.CreateOracle(worker);

    /// <inheritdoc/>
    public async Task<WorkerReport> RunAsync(RoundOrder order, CancellationToken cancellationToken)
    {
        IReadOnlyList<VectorBuffer<T>> broadcast = await services.Broadcasts.GetAsync(context, order.Round);
        using (await services.Flights.EnterAsync(cancellationToken))
        {
            VectorBuffer<T>[] update = [.. context.Vectors.Update.Select(_ => context.Pool.Rent())];
            IReadOnlyList<VectorBuffer<T>> next = state.Begin(order.Round, order.LastAcceptedRound);
            WorkerReport report = await services.Pool.RunAsync(
                () => Compute(order.Round, broadcast, next, update, cancellationToken), cancellationToken);
            await services.Sender.SendAsync(context, order.Round, worker, update, cancellationToken);

            // Only now: had sending failed, a chunk could still be under way, and the memory must not be used again.
            foreach (VectorBuffer<T> vector in update)
                context.Pool.Return(vector);

            return report;
        }
    }

    /// <inheritdoc/>
    public void Release() => state.Clear();

    private WorkerReport Compute(
        int number,
        IReadOnlyList<VectorBuffer<T>> broadcast,
        IReadOnlyList<VectorBuffer<T>> next,
        IReadOnlyList<VectorBuffer<T>> update,
        CancellationToken cancellationToken)
    {
        long started = services.Time.GetTimestamp();
        using var round = new WorkerRound<T>(context.Vectors, broadcast, next, update, context.Pool)
        {
            Round = number,
            Worker = worker,
            Seed = context.Definition.Seed,
            Oracle = oracle,
            CancellationToken = cancellationToken,
        };
        context.Algorithm.WorkerStep(round);
        long bytes = (long)context.Layout.Dimension * Unsafe.SizeOf<T>();
        return new WorkerReport
        {
            Round = number,
            Worker = worker,
            Samples = oracle.SampleCount,
            Weight = context.Weigh(oracle.SampleCount),
            Scales = [.. round.Scales],
            TrainLoss = round.TrainLoss,
            Gradients = round.Gradients,
            BytesUp = bytes * context.Vectors.Update.Count,
            BytesDown = bytes * context.Vectors.Broadcast.Count,
            Seconds = services.Time.GetElapsedTime(started).TotalSeconds,
        };
    }
}
