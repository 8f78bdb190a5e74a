using Microsoft.Extensions.Logging;

namespace Orleans.Runtime.Activations;

/// <summary>A timer whose ticks are turns of its activation. The next one is set when the last has ended.</summary>
internal sealed partial class GrainTimer : IGrainTimer
{
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly ITimer _timer;
    private readonly Tick _tick;
    private readonly Lock _gate = new();
    private TimeSpan _period;
    private TimeSpan? _changedDueTime;
    private bool _isFiring;

    public GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        Check(options.DueTime, options.Period);
        _activation = activation;
        _callback = callback;
        _period = options.Period;
        _tick = new Tick(this, options.Interleave, options.KeepAlive);
        bool suppress = !ExecutionContext.IsFlowSuppressed();
        AsyncFlowControl flow = suppress ? ExecutionContext.SuppressFlow() : default;
        try
        {
            _timer = activation.Silo.Time.CreateTimer(
                static state => ((GrainTimer)state!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (suppress) flow.Undo();
        }

        _timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, period);
        lock (_gate)
        {
            _period = period;
            if (_isFiring) _changedDueTime = dueTime;
            else if (!_disposed.IsCancellationRequested) _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _disposed.Cancel();
        _timer.Dispose();
        _activation.Forget(this);
    }

    private static void Check(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime.TotalMilliseconds, -1, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime.TotalMilliseconds, uint.MaxValue - 1, nameof(dueTime));
        ArgumentOutOfRangeException.ThrowIfLessThan(period.TotalMilliseconds, -1, nameof(period));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period.TotalMilliseconds, uint.MaxValue - 1, nameof(period));
    }

    private void Fire()
    {
        lock (_gate) _isFiring = true;
        _activation.Receive(_tick);
    }

    private async Task RunAsync()
    {
        if (_disposed.IsCancellationRequested) return;
        try
        {
            await _callback(_disposed.Token);
        }
        catch (Exception exception)
        {
            LogFailure(_activation.Logger, exception, _activation.GrainId);
        }

        lock (_gate)
        {
            _isFiring = false;
            if (_disposed.IsCancellationRequested) return;
            _timer.Change(_changedDueTime ?? _period, Timeout.InfiniteTimeSpan);
            _changedDueTime = null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A timer callback of {Grain} failed.")]
    private static partial void LogFailure(ILogger logger, Exception exception, GrainId grain);

    private sealed class Tick(GrainTimer timer, bool interleaves, bool keepsAlive) : Turn
    {
        public override bool AlwaysInterleaves => interleaves;

        public override bool KeepsAlive => keepsAlive;

        public override Task RunAsync(Activation activation) => timer.RunAsync();

        // A timer ends with its activation.
        public override void Reroute(SiloRuntime silo)
        {
        }
    }
}
