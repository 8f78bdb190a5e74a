using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Messaging;
using Orleans.Storage;

namespace Orleans.Runtime.Activations;

internal enum ActivationState
{
    Activating,
    Valid,
    Deactivating,
    Invalid,
}

/// <summary>
/// A grain in memory: its object, its turns and its life. Life goes one way: it registers in the directory, makes the object,
/// reads its state, runs <c>OnActivateAsync</c>, serves calls, runs <c>OnDeactivateAsync</c>, leaves the directory. Calls that
/// come after its end, or wait when it ends, are sent on to where the grain is then.
/// </summary>
internal sealed partial class Activation : IGrainContext
{
    private readonly Lock _gate = new();
    private readonly TurnQueue _turns;
    private readonly TurnScheduler _scheduler;
    private readonly AsyncServiceScope _services;
    private readonly List<GrainTimer> _timers = [];
    private readonly TaskCompletionSource _deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _activating = new();
    private DeactivationReason _reason;
    private long _usedAt;
    private long _keepUntil;

    public Activation(SiloRuntime silo, GrainClass grainClass, GrainId grainId)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        Logger = silo.ActivationLogger;
        _turns = new TurnQueue(grainClass.IsReentrant);
        _scheduler = new TurnScheduler(this);
        _services = silo.Services.CreateAsyncScope();
        _usedAt = silo.Time.GetTimestamp();
        GrainReference = silo.CreateReference(grainId, grainClass.MainInterface);
        Enumerations = new EnumerationExtension(this);
    }

    public SiloRuntime Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    public GrainReference GrainReference { get; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => _services.ServiceProvider;

    public Task Deactivated => _deactivated.Task;

    public ILogger Logger { get; }

    /// <summary>The streams that callers read from this grain.</summary>
    public EnumerationExtension Enumerations { get; }

    /// <summary>Tells this activation from earlier and later ones of the same grain.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public ActivationState State { get; private set; }

    /// <summary>The states that the grain declared, to be read before it is activated.</summary>
    public List<IPersistentStateSlot> States { get; } = [];

    public int Load
    {
        get
        {
            lock (_gate) return _turns.Count;
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>Takes a turn: begins it where it may begin, else lets it wait.</summary>
    public void Receive(Turn turn)
    {
        lock (_gate)
        {
            if (State != ActivationState.Invalid)
            {
                _turns.Add(turn);
                BeginTurns();
                return;
            }
        }

        turn.Reroute(Silo);
    }

    /// <summary>Cancels a call: a running one through its token, a waiting one by answering it. False where there is no such call.</summary>
    public bool Cancel(CallId call)
    {
        CallTurn? running;
        CallTurn? waiting;
        lock (_gate)
        {
            running = Find(_turns.Running);
            waiting = running is null ? Find(_turns.Waiting) : null;
            if (waiting is not null) _turns.Remove(waiting);
        }

        if (waiting is not null) Silo.AnswerFailure(waiting.Message, new OperationCanceledException());
        if (running is not null) _scheduler.Queue(static turn => ((CallTurn)turn!).Cancel(), running);
        return running is not null || waiting is not null;

        CallTurn? Find(IEnumerable<Turn> turns) => turns.OfType<CallTurn>().FirstOrDefault(turn => turn.Message.CallId == call);
    }

    public IGrainTimer RegisterTimer(Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (!ReferenceEquals(RuntimeContext.Current, this))
            throw new InvalidOperationException("A grain timer is registered from the grain's own code, not from another thread or task.");
        var timer = new GrainTimer(this, callback, options);
        lock (_gate) _timers.Add(timer);
        return timer;
    }

    public void Forget(GrainTimer timer)
    {
        lock (_gate) _timers.Remove(timer);
    }

    public void DelayDeactivation(TimeSpan time) => _keepUntil = time == Timeout.InfiniteTimeSpan || time == TimeSpan.MaxValue
        ? long.MaxValue
        : Silo.Time.GetTimestamp() + (long)(time.TotalSeconds * Silo.Time.TimestampFrequency);

    /// <summary>Whether nothing ran for <paramref name="age"/> and nobody asked to keep the activation.</summary>
    public bool IsIdleFor(TimeSpan age)
    {
        lock (_gate)
        {
            return State == ActivationState.Valid && _turns.IsIdle && Silo.Time.GetElapsedTime(_usedAt) >= age
                && Volatile.Read(ref _keepUntil) <= Silo.Time.GetTimestamp();
        }
    }

    public void EnterReentrantSection(Guid id)
    {
        lock (_gate) _turns.EnterSection(id);
    }

    public void LeaveReentrantSection(Guid id)
    {
        lock (_gate) _turns.LeaveSection(id);
    }

    // A grain that wrote over somebody else's state would go on doing so: the next call finds a new activation.
    public void OnFailedCall(Exception exception)
    {
        if (exception is InconsistentStateException && States.Count > 0)
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, exception, "The stored state was changed by somebody else."));
    }

    private void BeginTurns()
    {
        if (State != ActivationState.Valid) return;
        while (_turns.TryBegin() is { } turn) Begin(turn);
    }

    private void Begin(Turn turn) =>
        _scheduler.Queue(static state => _ = ((ValueTuple<Activation, Turn>)state!).Item1.RunAsync(((ValueTuple<Activation, Turn>)state).Item2), (this, turn));

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Turns report their failures themselves.")]
    private async Task RunAsync(Turn turn)
    {
        try
        {
            await turn.RunAsync(this);
        }
        catch (Exception exception)
        {
            LogTurnFailed(Logger, exception, GrainId);
        }

        lock (_gate)
        {
            _turns.End(turn);
            if (turn.KeepsAlive) _usedAt = Silo.Time.GetTimestamp();
            BeginTurns();
            if (State == ActivationState.Deactivating && !_turns.IsRunning) _drained.TrySetResult();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A turn of {Grain} failed in the runtime.")]
    private static partial void LogTurnFailed(ILogger logger, Exception exception, GrainId grain);
}
