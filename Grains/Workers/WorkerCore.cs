using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.GrainInterfaces;
using Starling.Grains.Checkpoints;
using Starling.Grains.Runtime;
using Starling.Grains.Trainers;

namespace Starling.Grains.Workers;

/// <summary>What a worker does, whatever the element type of the job is.</summary>
internal interface IWorkerCore
{
    /// <summary>Computes and sends the update of a round.</summary>
    Task<WorkerReport> RunAsync(RoundOrder order, CancellationToken cancellationToken);

    /// <inheritdoc cref="IWorkerGrain.SaveAsync"/>
    Task<SavedState?> SaveAsync(RoundOrder order, int slot);

    /// <summary>The lengths in bytes of the worker's vectors.</summary>
    IReadOnlyList<int> StateLengths { get; }

    /// <summary>Gives the memory back.</summary>
    void Release();
}

/// <summary>The services of a silo that a worker computes with.</summary>
/// <param name="Pool">Where computations run.</param>
/// <param name="Flights">How many updates may be computed or under way at a time on this silo, so that memory is bounded.</param>
/// <param name="Broadcasts">What the shards broadcast.</param>
/// <param name="Sender">The way to the shards.</param>
/// <param name="Checkpoints">Where states are saved.</param>
/// <param name="Time">The clock.</param>
internal sealed record WorkerServices(
    ComputePool Pool, FlightLimit Flights, BroadcastCache Broadcasts, UpdateSender Sender, CheckpointStore Checkpoints, TimeProvider Time);

/// <summary>The rounds of one worker: fetch the broadcast, compute on the pool, push to the shards, report.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="context">The job.</param>
/// <param name="worker">The worker's number.</param>
/// <param name="grain">The worker's grain, under which its state is saved.</param>
/// <param name="services">The silo's services.</param>
internal sealed class WorkerCore<T>(RoundContext<T> context, int worker, GrainId grain, WorkerServices services) : IWorkerCore
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Well below the response timeout of a call.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly WorkerState<T> state = new(context.Vectors.Worker.Count, context.Pool);
    private readonly ILocalOracle<T> oracle = context.CreateOracle(worker);
    private (int Round, int Epoch, int Slot, Task<SavedState> Task)? saving;

    /// <inheritdoc/>
    public IReadOnlyList<int> StateLengths =>
        [.. context.Vectors.Worker.Select(_ => context.Layout.Dimension * Unsafe.SizeOf<T>())];

    /// <inheritdoc/>
    public async Task<WorkerReport> RunAsync(RoundOrder order, CancellationToken cancellationToken)
    {
        await SettleAsync(order, cancellationToken);
        BroadcastVersion<T> broadcast = await services.Broadcasts.GetAsync(context, order.Epoch, order.Round);
        using (IDisposable place = await EnterAsync(cancellationToken))
        {
            VectorBuffer<T>[] update = [.. context.Vectors.Update.Select(_ => context.Pool.Rent())];
            (WorkerReport report, IReadOnlyList<ReadOnlyMemory<byte>[]>? messages) = place is TrainerPlace trainer
                ? await ComputeOutsideAsync(trainer, order, broadcast, update, cancellationToken)
                : await ComputeHereAsync(order, broadcast, update, cancellationToken);
            await SendAsync(order, update, messages, cancellationToken);

            // Only now: had sending failed, a chunk could still be under way, and the memory must not be used again.
            foreach (VectorBuffer<T> vector in update)
                context.Pool.Return(vector);

            return report;
        }
    }

    /// <inheritdoc/>
    public async Task<SavedState?> SaveAsync(RoundOrder order, int slot)
    {
        if (saving is not { } known || known.Round != order.LastAcceptedRound || known.Epoch != order.Epoch || known.Slot != slot || known.Task.IsFaulted)
        {
            await SettleAsync(order, CancellationToken.None);

            // A copy: the next round may settle another state before this one is written.
            ReadOnlyMemory<byte>[] vectors = [.. (state.Settled ?? []).Select(vector => (ReadOnlyMemory<byte>)vector.AllBytes.ToArray())];
            saving = known = (order.LastAcceptedRound, order.Epoch, slot,
                services.Checkpoints.WriteAsync(grain, order.LastAcceptedRound, slot, vectors, CancellationToken.None));
        }

        return await Patiently.AnswerAsync(known.Task, AnswerWithin, services.Time);
    }

    /// <inheritdoc/>
    public void Release() => state.Clear();

    /// <summary>A place for one update: in the silo's memory, or at a process of the job's script.</summary>
    private async Task<IDisposable> EnterAsync(CancellationToken cancellationToken) => context.Plan.Work is TrainerWork<T> external
        ? await external.EnterAsync(worker, cancellationToken)
        : await services.Flights.EnterAsync(cancellationToken);

    private Task<(WorkerReport, IReadOnlyList<ReadOnlyMemory<byte>[]>?)> ComputeHereAsync(
        RoundOrder order, BroadcastVersion<T> broadcast, IReadOnlyList<VectorBuffer<T>> update, CancellationToken cancellationToken)
    {
        IReadOnlyList<VectorBuffer<T>> next = state.Begin(order);
        return services.Pool.RunAsync(context.JobId, () => Compute(order, broadcast, next, update, cancellationToken), cancellationToken);
    }

    private async Task<(WorkerReport, IReadOnlyList<ReadOnlyMemory<byte>[]>?)> ComputeOutsideAsync(
        TrainerPlace place, RoundOrder order, BroadcastVersion<T> broadcast, IReadOnlyList<VectorBuffer<T>> update, CancellationToken cancellationToken)
    {
        var external = (TrainerWork<T>)context.Plan.Work;
        for (bool again = false; ; again = true)
        {
            IReadOnlyList<VectorBuffer<T>> next = state.Begin(order);
            try
            {
                return await place.RunAsync(external, process =>
                {
                    using IDisposable usage = ((TrainerOracle<T>)oracle).Use(process, order.Round, cancellationToken);
                    (WorkerReport report, IReadOnlyList<ReadOnlyMemory<byte>[]>? messages) = Compute(order, broadcast, next, update, cancellationToken);
                    return (report with { Output = process.Script.Output.TakeNew() }, messages);
                }, cancellationToken);
            }
            catch (StarlingException refusal) when (refusal.Error == ErrorCatalog.ScriptEnded && !again)
            {
                // What died took nothing with it: another process does the round from its beginning, and the result is the same.
            }
        }
    }

    private Task SendAsync(
        RoundOrder order, IReadOnlyList<VectorBuffer<T>> update, IReadOnlyList<ReadOnlyMemory<byte>[]>? messages, CancellationToken cancellationToken)
    {
        if (context.AttackOf(worker) is { } attack && (messages is null || attack.SendsWrongShape))
            return new HostileSender(services.Sender, attack).SendAsync(context, order, worker, update, cancellationToken);

        return messages is null
            ? services.Sender.SendAsync(context, order.Epoch, order.Round, worker, update, cancellationToken)
            : services.Sender.SendMessagesAsync(context, order.Epoch, order.Round, worker, messages, cancellationToken);
    }

    private async Task SettleAsync(RoundOrder order, CancellationToken cancellationToken)
    {
        if (state.TrySettle(order))
            return;

        if (order.Saved is not { } saved || saved.Version != order.LastAcceptedRound)
        {
            throw new StateLostException(
                $"{grain} has the state after round {state.SettledRound}, not after {order.LastAcceptedRound}, and no checkpoint has it.");
        }

        VectorBuffer<T>[] vectors = [.. context.Vectors.Worker.Select(_ => context.Pool.Rent())];
        await services.Checkpoints.ReadAsync(grain, saved, [.. vectors.Select(vector => vector.AllBytes)], cancellationToken);
        state.Restore(order, vectors);
    }

    private (WorkerReport Report, IReadOnlyList<ReadOnlyMemory<byte>[]>? Messages) Compute(
        RoundOrder order,
        BroadcastVersion<T> broadcast,
        IReadOnlyList<VectorBuffer<T>> next,
        IReadOnlyList<VectorBuffer<T>> update,
        CancellationToken cancellationToken)
    {
        long started = services.Time.GetTimestamp();
        using var round = new WorkerRound<T>(context.Vectors, broadcast.Vectors, next, update, context.Pool)
        {
            Round = order.Round,
            Worker = worker,
            Seed = context.Definition.Seed,
            Oracle = oracle,
            CancellationToken = cancellationToken,
        };
        context.Algorithm.WorkerStep(round);
        context.Algorithm.AfterSending(round);
        ReadOnlyMemory<byte>[][]? messages = context.Plan.IsCompressed(order.Round) ? [.. round.Encoded.Select(one => one!)] : null;
        long bytes = (long)context.Layout.Dimension * Unsafe.SizeOf<T>();
        var report = new WorkerReport
        {
            Epoch = order.Epoch,
            Round = order.Round,
            Worker = worker,
            Samples = oracle.SampleCount,
            Scales = [.. round.Scales],
            TrainLoss = round.TrainLoss,
            Gradients = round.Gradients,
            BytesUp = messages?.Sum(vector => vector.Sum(message => (long)message.Length)) ?? (bytes * context.Vectors.Update.Count),
            BytesDown = broadcast.Bytes,
            Seconds = services.Time.GetElapsedTime(started).TotalSeconds,
        };
        return (report, messages);
    }
}
