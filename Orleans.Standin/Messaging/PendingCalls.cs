using System.Collections.Concurrent;

namespace Orleans.Runtime.Messaging;

/// <summary>A call that waits for its answer.</summary>
internal interface IPendingCall
{
    Message Request { get; }

    long Deadline { get; }

    bool TryComplete(object? result);

    bool TryFail(Exception exception);
}

/// <inheritdoc/>
internal sealed class PendingCall<T>(Message request, long deadline) : TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously), IPendingCall
{
    public Message Request { get; } = request;

    public long Deadline { get; } = deadline;

    public bool TryComplete(object? result) => TrySetResult((T)result!);

    public bool TryFail(Exception exception) =>
        exception is OperationCanceledException cancelled && cancelled.CancellationToken.IsCancellationRequested
            ? TrySetCanceled(cancelled.CancellationToken)
            : TrySetException(exception);
}

/// <summary>The calls of a host that wait for answers. A timer looks for those that waited too long.</summary>
internal sealed class PendingCalls : IDisposable
{
    private static readonly TimeSpan LongestSweep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestSweep = TimeSpan.FromMilliseconds(10);

    private readonly ConcurrentDictionary<long, IPendingCall> _calls = new();
    private readonly TimeProvider _time;
    private readonly Action<IPendingCall> _expired;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private TimeSpan _sweep = LongestSweep;

    public PendingCalls(TimeProvider time, Action<IPendingCall> expired)
    {
        _time = time;
        _expired = expired;
        _timer = time.CreateTimer(static state => ((PendingCalls)state!).Sweep(), this, _sweep, _sweep);
    }

    public int Count => _calls.Count;

    public long DeadlineAfter(TimeSpan timeout)
    {
        SweepOftenEnoughFor(timeout);
        return _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);
    }

    public void Add(IPendingCall call) => _calls[call.Request.Id] = call;

    public bool TryRemove(long id, out IPendingCall call) => _calls.TryRemove(id, out call!);

    public bool TryGet(long id, out IPendingCall call) => _calls.TryGetValue(id, out call!);

    /// <summary>Fails the calls that <paramref name="which"/> chooses.</summary>
    public void Fail(Func<Message, bool> which, Func<Message, Exception> reason)
    {
        foreach ((long id, IPendingCall call) in _calls)
        {
            if (which(call.Request) && _calls.TryRemove(id, out _)) call.TryFail(reason(call.Request));
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        long now = _time.GetTimestamp();
        foreach ((long id, IPendingCall call) in _calls)
        {
            if (call.Deadline <= now && _calls.TryRemove(id, out _)) _expired(call);
        }
    }

    private void SweepOftenEnoughFor(TimeSpan timeout)
    {
        TimeSpan wanted = timeout / 4;
        if (wanted >= _sweep || _sweep == ShortestSweep) return;
        lock (_gate)
        {
            if (wanted >= _sweep) return;
            _sweep = wanted > ShortestSweep ? wanted : ShortestSweep;
            _timer.Change(_sweep, _sweep);
        }
    }
}
