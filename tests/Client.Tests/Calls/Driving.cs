using System.Collections.Concurrent;
using Starling.TestSupport;

namespace Starling.Client.Tests.Calls;

/// <summary>Moves a clock while something waits for it, and lets nothing else happen meanwhile: the same steps in every run.</summary>
internal static class Driving
{
    /// <summary>
    /// Starts something, and advances the clock in small steps until it has ended. What it does between two steps runs here, one
    /// piece after the other.
    /// </summary>
    /// <returns>How much time it took on the clock.</returns>
    public static TimeSpan Drive(this ManualTimeProvider clock, Func<Task> start)
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        var pump = new Pump();
        SynchronizationContext.SetSynchronizationContext(pump);
        try
        {
            long began = clock.GetTimestamp();
            Task task = start();
            pump.Drain();
            while (!task.IsCompleted)
            {
                clock.Advance(TimeSpan.FromMilliseconds(25));
                pump.Drain();
            }

            return clock.GetElapsedTime(began);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private sealed class Pump : SynchronizationContext
    {
        private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> queue = new();

        public override void Post(SendOrPostCallback d, object? state) => queue.Enqueue((d, state));

        public void Drain()
        {
            while (queue.TryDequeue(out (SendOrPostCallback Callback, object? State) item))
                item.Callback(item.State);
        }
    }
}
