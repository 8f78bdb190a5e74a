using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Grains.Tests.Security;

public sealed class AccessRateTests
{
    [Fact]
    public async Task Too_many_calls_are_refused_and_counted()
    {
        await using var cluster = new GuardedCluster { Limits = limits => limits.CallsPerSecond = 1 };
        await cluster.InitializeAsync();
        long refused = 0;
        using var listener = new MeterListener();
        HashSet<object> meters = [.. cluster.Silos.Silos.Select(silo => silo.GetRequiredService<IMeterFactory>())];
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "starling.access.refused" && meters.Contains(instrument.Meter.Scope!))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.Contains(KeyValuePair.Create<string, object?>("code", "STAR0603")))
                Interlocked.Add(ref refused, value);
        });
        listener.Start();
        IClusterClient viewer = await cluster.ConnectAsync(GuardedCluster.Viewer);
        IProbeGrain probe = viewer.GetGrain<IProbeGrain>("often");

        Task<string>[] calls = [.. Enumerable.Range(0, 200).Select(_ => probe.WhoAsync())];
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default);

        List<Task<string>> failed = [.. calls.Where(call => call.IsFaulted)];
        Assert.InRange(failed.Count, 100, 198);
        Assert.All(failed, call => Assert.Equal("STAR0603", Assert.IsType<JobRefusedException>(call.Exception!.InnerException).Code));
        Assert.Equal(failed.Count, Interlocked.Read(ref refused));
        Assert.Equal("sam/Submitter", await (await cluster.ConnectAsync(GuardedCluster.Submitter)).GetGrain<IProbeGrain>("often").WhoAsync());
    }
}
