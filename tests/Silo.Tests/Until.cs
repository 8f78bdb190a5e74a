using System.Diagnostics;

namespace Starling.Silo.Tests;

/// <summary>Waits for what another process does: it is looked at again and again.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until something is so, and returns how long that took.</summary>
    /// <exception cref="TimeoutException">It was not in time.</exception>
    public static async Task<TimeSpan> TrueAsync(Func<Task<bool>> isSo, TimeSpan patience, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(Pause);
        while (!await isSo())
        {
            if (Stopwatch.GetElapsedTime(started) > patience)
                throw new TimeoutException($"It was not so within {patience.TotalSeconds} s.");

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
