using System.Diagnostics.Metrics;

namespace Starling.Grains.Telemetry;

/// <summary>What the queue of jobs measures, on the silo where it lives: meter <see cref="StarlingInstruments.MeterName"/>.</summary>
public sealed class QueueInstruments
{
    private readonly Counter<long> admissions;
    private readonly Histogram<double> wait;
    private int waiting = -1;
    private int running = -1;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">The host's meters.</param>
    public QueueInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create(StarlingInstruments.MeterName);
        meter.CreateObservableGauge("starling.queue.length", () => Observe(ref waiting), "{job}", "Jobs that wait to be admitted.");
        meter.CreateObservableGauge("starling.jobs.running", () => Observe(ref running), "{job}", "Jobs that hold a slot.");
        admissions = meter.CreateCounter<long>("starling.queue.admissions", "{job}", "Jobs admitted.");
        wait = meter.CreateHistogram<double>("starling.queue.wait", "s", "From submission, or from the end of a pause, to admission.");
    }

    /// <summary>The queue lives here and is this long.</summary>
    public void Lengths(int waitingJobs, int runningJobs)
    {
        Volatile.Write(ref waiting, waitingJobs);
        Volatile.Write(ref running, runningJobs);
    }

    /// <summary>The queue has left this silo, which has nothing to measure any more.</summary>
    public void Left() => Lengths(-1, -1);

    /// <summary>A job was admitted.</summary>
    public void Admitted(TimeSpan waited)
    {
        admissions.Add(1);
        wait.Record(waited.TotalSeconds);
    }

    private static Measurement<int>[] Observe(ref int value) => Volatile.Read(ref value) is int known and >= 0 ? [new(known)] : [];
}
