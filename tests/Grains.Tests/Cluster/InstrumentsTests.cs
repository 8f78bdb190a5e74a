using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Starling.Client;
using Starling.GrainInterfaces;
using Starling.Grains.Telemetry;
using Starling.Silo;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

public sealed class InstrumentsTests
{
    [Fact]
    public async Task The_meters_count_what_a_job_did()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);
        IMeterFactory meters = cluster.Silos[0].GetRequiredService<IMeterFactory>();
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            // The meters of this cluster's silo alone: other tests run clusters of their own.
            if (instrument.Meter.Name == StarlingInstruments.MeterName && ReferenceEquals(instrument.Meter.Scope, meters))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(sums, instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, _, _, _) => Add(sums, instrument.Name, 1));
        listener.Start();

        (JobStatus status, _) = await TestJobs.RunAsync(new StarlingClient(cluster.Client), TestJobs.Small(TestJobs.FedSpeed, rounds: 3));

        lock (sums)
        {
            Assert.Equal(3, sums["starling.rounds"]);
            Assert.Equal(3, sums["starling.round.duration"]);
            Assert.Equal(3 * 6, sums["starling.updates"]);
            Assert.Equal(3 * 6, sums["starling.worker.duration"]);
            Assert.Equal(status.Totals.BytesUp, sums["starling.push.bytes"]);
            Assert.Equal(status.Totals.Gradients, sums["starling.gradients"]);
            Assert.DoesNotContain("starling.push.refused", sums.Keys);
        }
    }

    private static void Add(Dictionary<string, double> sums, string name, double value)
    {
        lock (sums)
            sums[name] = sums.GetValueOrDefault(name) + value;
    }
}
