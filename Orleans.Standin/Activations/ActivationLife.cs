using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Directory;

namespace Orleans.Runtime.Activations;

/// <content>The beginning and the end of an activation.</content>
internal sealed partial class Activation
{
    /// <summary>Starts the activation's life, in the context of the call that wants it.</summary>
    public void Activate(Dictionary<string, object>? context) => _scheduler.Queue(_ => _ = ActivateAsync(context), null);

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (State is ActivationState.Deactivating or ActivationState.Invalid) return;
            bool isStarting = State == ActivationState.Activating;
            _reason = deactivationReason;
            if (isStarting)
            {
                _activating.Cancel();
                return;
            }

            State = ActivationState.Deactivating;
            if (!_turns.IsRunning) _drained.TrySetResult();
        }

        _scheduler.Queue(static state => _ = ((Activation)state!).DeactivateAsync(), this);
    }

    private GrainCollectionOptions Limits => Silo.Collection;

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever fails is told to the callers that wait.")]
    private async Task ActivateAsync(Dictionary<string, object>? context)
    {
        RequestContext.Snapshot = context;
        GrainAddress winner;
        using var timeout = new CancellationTokenSource(Limits.ActivationTimeout, Silo.Time);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _activating.Token);
        try
        {
            winner = Class.IsStatelessWorker ? Address : await Silo.Directory.RegisterAsync(Address, cancellation.Token);
            if (winner != Address)
            {
                // Somebody else was first: what waits here goes there.
                await EndAsync(unregister: false);
                return;
            }

            GrainInstance = Class.Create(this);
            foreach (Storage.IPersistentStateSlot state in States) await state.ReadAsync(cancellation.Token);
            cancellation.Token.ThrowIfCancellationRequested();
            if (GrainInstance is IGrainBase grain) await grain.OnActivateAsync(cancellation.Token).WaitAsync(cancellation.Token);
        }
        catch (OperationCanceledException) when (_activating.IsCancellationRequested)
        {
            // Somebody wanted it to end before it began: what waits here tries again.
            await EndAsync(unregister: true);
            return;
        }
        catch (Exception exception)
        {
            LogActivationFailed(Logger, exception, GrainId);
            await FailAsync(exception);
            return;
        }

        lock (_gate)
        {
            State = ActivationState.Valid;
            _usedAt = Silo.Time.GetTimestamp();
            BeginTurns();
        }

        if (_activating.IsCancellationRequested) Deactivate(_reason);
    }

    private GrainAddress Address => new(GrainId, Silo.Address, Id);

    // Callers learn why; a call that comes later tries again with a new activation.
    private async Task FailAsync(Exception exception)
    {
        Turn[] waiting;
        lock (_gate)
        {
            State = ActivationState.Deactivating;
            waiting = _turns.RemoveWaiting();
        }

        foreach (CallTurn turn in waiting.OfType<CallTurn>()) Silo.AnswerFailure(turn.Message, exception);
        await EndAsync(unregister: true);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An activation ends whatever its own code does.")]
    private async Task DeactivateAsync()
    {
        using var timeout = new CancellationTokenSource(Limits.DeactivationTimeout, Silo.Time);
        try
        {
            // Interleaving turns could begin no more, running ones end; those that do not are left alone.
            await _drained.Task.WaitAsync(timeout.Token);
            StopTimers();
            if (GrainInstance is IGrainBase grain) await grain.OnDeactivateAsync(_reason, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Logger, exception, GrainId);
        }

        await EndAsync(unregister: true);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An activation ends whatever its own code does.")]
    private async Task EndAsync(bool unregister)
    {
        StopTimers();
        try
        {
            await Enumerations.DisposeAllAsync();
            if (GrainInstance is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
            else if (GrainInstance is IDisposable disposable) disposable.Dispose();
            await _services.DisposeAsync();
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(Logger, exception, GrainId);
        }

        if (unregister && !Class.IsStatelessWorker) await Silo.Directory.UnregisterAsync(Address);
        Turn[] waiting;
        lock (_gate)
        {
            State = ActivationState.Invalid;
            waiting = _turns.RemoveWaiting();
        }

        Silo.Catalog.Remove(this);
        _deactivated.TrySetResult();
        foreach (Turn turn in waiting) turn.Reroute(Silo);
        _activating.Dispose();
    }

    /// <summary>Stops the activation without telling its grain: the silo is killed, or dead for the others.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            State = ActivationState.Invalid;
            _turns.RemoveWaiting();
        }

        // What the grain awaits never comes back to it: it writes nothing any more.
        _scheduler.Stop();
        StopTimers();
        _deactivated.TrySetResult();
    }

    private void StopTimers()
    {
        GrainTimer[] timers;
        lock (_gate) timers = [.. _timers];
        foreach (GrainTimer timer in timers) timer.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} could not be activated.")]
    private static partial void LogActivationFailed(ILogger logger, Exception exception, GrainId grain);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Grain} was not deactivated cleanly.")]
    private static partial void LogDeactivationFailed(ILogger logger, Exception exception, GrainId grain);
}
