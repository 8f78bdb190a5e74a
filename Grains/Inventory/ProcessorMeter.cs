namespace Starling.Grains.Inventory;

/// <summary>How many processors this process keeps busy: its processor time between two looks, over the time between them.</summary>
/// <param name="used">The processor time since the process began.</param>
/// <param name="time">The clock.</param>
/// <remarks>Safe for several threads.</remarks>
internal sealed class ProcessorMeter(Func<TimeSpan> used, TimeProvider time)
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private long looked = time.GetTimestamp();
    private TimeSpan usedThen = used();
    private double newest;

    /// <summary>The busy processors since the look before; looks that follow at once get the same answer.</summary>
    public double Look()
    {
        lock (gate)
        {
            TimeSpan elapsed = time.GetElapsedTime(looked);
            if (elapsed < LeastInterval)
                return newest;

            TimeSpan now = used();
            newest = (now - usedThen) / elapsed;
            looked = time.GetTimestamp();
            usedThen = now;
            return newest;
        }
    }
}
