namespace Starling.Dashboard.Feeds;

/// <summary>Passes signals on, at most one in an interval: many at once become one, and the last is never lost.</summary>
internal sealed class Pulse : IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly TimeSpan interval;
    private readonly Action beat;
    private readonly ITimer timer;
    private long? last;
    private bool isDue;

    /// <summary>Makes it.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="interval">The least time between two beats.</param>
    /// <param name="beat">What is called, on a thread of the pool.</param>
    public Pulse(TimeProvider time, TimeSpan interval, Action beat)
    {
        this.time = time;
        this.interval = interval;
        this.beat = beat;
        timer = time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something changed.</summary>
    public void Signal()
    {
        lock (gate)
        {
            if (isDue)
                return;

            isDue = true;
            TimeSpan wait = last is { } before ? interval - time.GetElapsedTime(before) : TimeSpan.Zero;
            timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>No more beats.</summary>
    public void Dispose() => timer.Dispose();

    private void Fire()
    {
        lock (gate)
        {
            isDue = false;
            last = time.GetTimestamp();
        }

        beat();
    }
}
