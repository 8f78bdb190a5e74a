using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Starling.Grains.Telemetry;
using Xunit;

namespace Starling.Grains.Tests.Queue;

public sealed class QueueInstrumentsTests
{
    [Fact]
    public void They_tell_lengths_where_the_queue_lives_and_count_admissions()
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        var instruments = new QueueInstruments(meters);
        var seen = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen[instrument.Name] = value);
        listener.Start();

        listener.RecordObservableInstruments();
        Assert.Empty(seen);

        instruments.Lengths(3, 2);
        instruments.Admitted(TimeSpan.FromSeconds(1.5));
        listener.RecordObservableInstruments();
        Assert.Equal((3, 2, 1, 1.5), (seen["starling.queue.length"], seen["starling.jobs.running"], seen["starling.queue.admissions"], seen["starling.queue.wait"]));

        seen.Clear();
        instruments.Left();
        listener.RecordObservableInstruments();
        Assert.Empty(seen);
    }
}
