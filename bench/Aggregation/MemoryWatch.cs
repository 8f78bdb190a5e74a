using Starling.Bench.Processes;

namespace Starling.Bench.Aggregation;

/// <summary>Looks at the memory of processes every 50 ms, and keeps the most that each held in each phase.</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly IReadOnlyList<SiloProcess> processes;
    private readonly Lock gate = new();
    private readonly List<(string Phase, long[] Peaks)> phases = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Task watching;

    /// <summary>Starts to look.</summary>
    /// <param name="processes">At what.</param>
    /// <param name="phase">The first phase.</param>
    public MemoryWatch(IReadOnlyList<SiloProcess> processes, string phase)
    {
        this.processes = processes;
        Enter(phase);
        watching = Task.Run(WatchAsync);
    }

    /// <summary>The phases in the order in which they were entered first, and the most bytes of each process in them.</summary>
    public IReadOnlyList<(string Phase, long[] Peaks)> Phases
    {
        get
        {
            lock (gate)
                return [.. phases];
        }
    }

    /// <summary>Another phase begins.</summary>
    /// <param name="phase">Its name; a name that was there before goes on.</param>
    public void Enter(string phase)
    {
        lock (gate)
        {
            int known = phases.FindIndex(one => one.Phase == phase);
            (string, long[]) entry = known < 0 ? (phase, new long[processes.Count]) : phases[known];
            if (known >= 0)
                phases.RemoveAt(known);

            phases.Add(entry);
        }

        Look();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stopping.Token))
            Look();
    }

    private void Look()
    {
        long[] now = [.. processes.Select(process => process.Resident().Now)];
        lock (gate)
        {
            long[] peaks = phases[^1].Peaks;
            for (int i = 0; i < peaks.Length; i++)
                peaks[i] = Math.Max(peaks[i], now[i]);
        }
    }
}
