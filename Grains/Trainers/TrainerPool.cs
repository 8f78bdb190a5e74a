using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Starling.Grains.Trainers;

/// <summary>
/// The processes of the external models of a silo; silos of one machine's process share them. Workers wait for a place and compute on a thread of
/// their own, so that a script that is slow or hangs keeps no compute thread from others.
/// </summary>
public sealed partial class TrainerPool : IDisposable
{
    private readonly Lock gate = new();
    private readonly TrainerSeats seats;
    private readonly ScriptHolder?[] holders;
    private readonly LinkedList<(TrainerNeed Need, TaskCompletionSource<TrainerSeats.Seat> Given)> waiting = new();
    private readonly TimeProvider time;
    private readonly ILogger<TrainerPool> logger;
    private bool disposed;

    /// <summary>Makes the pool; processes start when they are needed.</summary>
    /// <param name="options">How many there may be, and their accelerators.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public TrainerPool(IOptions<TrainerOptions> options, TimeProvider time, ILogger<TrainerPool> logger)
    {
        ImmutableArray<string> devices = options.Value.DeviceNames;
        seats = new TrainerSeats(options.Value.ProcessLimit, devices);
        holders = new ScriptHolder?[options.Value.ProcessLimit];
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Waits for a place.</summary>
    internal async Task<TrainerPlace> EnterAsync(TrainerNeed need, CancellationToken cancellationToken)
    {
        var given = new TaskCompletionSource<TrainerSeats.Seat>(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<(TrainerNeed, TaskCompletionSource<TrainerSeats.Seat>)> node;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (seats.TryTake(need) is { } seat)
                return new TrainerPlace(this, seat);

            node = waiting.AddLast((need, given));
        }

        using CancellationTokenRegistration stop = cancellationToken.Register(() =>
        {
            lock (gate)
            {
                if (node.List is not null)
                    waiting.Remove(node);
            }

            given.TrySetCanceled(cancellationToken);
        });
        return new TrainerPlace(this, await given.Task);
    }

    /// <summary>Ends the idle processes of a job; those at work end when they are done.</summary>
    public void End(string jobId)
    {
        lock (gate)
        {
            foreach (TrainerSeats.Seat seat in seats.End(jobId))
                Drop(seat.Number);
            Serve();
        }
    }

    /// <summary>Ends all processes.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            for (int number = 0; number < holders.Length; number++)
                Drop(number);
            foreach ((_, TaskCompletionSource<TrainerSeats.Seat> given) in waiting)
                given.TrySetException(new ObjectDisposedException(nameof(TrainerPool)));
            waiting.Clear();
        }
    }

    /// <summary>The process of a place, ready for a participant: started and loaded where it is not.</summary>
    internal ScriptHolder Ready(TrainerSeats.Seat seat, ITrainerJob job, CancellationToken cancellationToken)
    {
        ScriptHolder? holder;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            holder = holders[seat.Number];
            if (holder is not null && (!holder.Script.IsUsable || holder.JobId != seat.Need!.Value.JobId))
            {
                Drop(seat.Number);
                holder = null;
            }
        }

        if (holder is null)
        {
            var script = ScriptProcess.Start(job.Options.Command, seat.Device ?? (job.Options.ShareDevices ? null : ""), TimeSpan.FromSeconds(job.Options.TimeLimit), time, cancellationToken);
            holder = new ScriptHolder(seat.Need!.Value.JobId, script, seat.Device);
            LogStarted(logger, holder.JobId, seat.Number, seat.Device ?? "none");
            bool late;
            lock (gate)
            {
                late = disposed;
                if (!late)
                    holders[seat.Number] = holder;
            }

            if (late)
            {
                holder.Dispose();
                throw new OperationCanceledException("The silo ends.");
            }
        }

        job.Prepare(holder, seat.Need!.Value.Participant, cancellationToken);
        return holder;
    }

    internal void Leave(TrainerSeats.Seat seat)
    {
        lock (gate)
        {
            bool isEmpty = seat.EndsWhenLeft || holders[seat.Number] is not { Script.IsUsable: true } holder || holder.JobId != seat.Need?.JobId;
            if (isEmpty)
                Drop(seat.Number);
            seats.Leave(seat, isEmpty);
            Serve();
        }
    }

    // In the order in which they came; but whoever needs no loading first.
    private void Serve()
    {
        Serve(seats.Suits);
        Serve(_ => true);
    }

    private void Serve(Func<TrainerNeed, bool> isTurn)
    {
        for (LinkedListNode<(TrainerNeed Need, TaskCompletionSource<TrainerSeats.Seat> Given)>? node = waiting.First; node is not null;)
        {
            LinkedListNode<(TrainerNeed Need, TaskCompletionSource<TrainerSeats.Seat> Given)>? next = node.Next;
            if (isTurn(node.Value.Need) && seats.TryTake(node.Value.Need) is { } seat)
            {
                waiting.Remove(node);
                if (!node.Value.Given.TrySetResult(seat))
                    seats.Leave(seat, holders[seat.Number] is null);
            }

            node = next;
        }
    }

    private void Drop(int number)
    {
        holders[number]?.Dispose();
        holders[number] = null;
    }

    [LoggerMessage(1901, LogLevel.Information, "A process of the external model of job {JobId} was started at place {Place}; its device: {Device}.")]
    private static partial void LogStarted(ILogger logger, string jobId, int place, string device);
}
