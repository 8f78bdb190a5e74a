using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Starling.GrainInterfaces;
using Starling.Grains.Inventory;
using Starling.Grains.Tests.Cluster;
using Starling.Silo;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Inventory;

public sealed class InventoryTests
{
    [Fact]
    public void The_newest_report_counts_and_those_of_others_are_forgotten()
    {
        var reports = new SiloReports();
        reports.Add(Report("b", "S2", 1));
        reports.Add(Report("a", "S1", 1));
        reports.Add(Report("a", "S1", 2));
        reports.Add(Report("a", "S0", 9));

        Assert.Equal([2, 1], reports.Of(address => address != "S0").Select(report => report.Grains));
        Assert.Equal(2, reports.Of(_ => true).Length);
    }

    [Fact]
    public void Grains_come_and_go()
    {
        var grains = new LocalGrains();
        grains.Enter("a", JobPart.Coordinator);
        grains.Enter("b", JobPart.Worker);
        grains.Enter("a", JobPart.Shard);
        grains.Enter("a", JobPart.Worker);
        grains.Enter("a", JobPart.Worker);
        grains.Leave("a", JobPart.Coordinator);
        grains.Leave("b", JobPart.Worker);
        grains.Leave("a", JobPart.Node);
        grains.Leave("never there", JobPart.Worker);

        Assert.Equal(3, grains.Count);
        Assert.Equal([new JobPresence { JobId = "a", Shards = 1, Workers = 2 }], grains.Jobs);
    }

    [Fact]
    public void Busy_processors_are_those_since_the_last_look()
    {
        var clock = new ManualTimeProvider();
        TimeSpan used = TimeSpan.FromSeconds(7);
        var meter = new ProcessorMeter(() => used, clock);
        Assert.Equal(0, meter.Look());

        clock.Advance(TimeSpan.FromSeconds(2));
        used += TimeSpan.FromSeconds(3);
        Assert.Equal(1.5, meter.Look(), 1e-9);
        used += TimeSpan.FromSeconds(1);
        Assert.Equal(1.5, meter.Look(), 1e-9);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, meter.Look(), 1e-9);
    }

    [Fact]
    public void Devices_are_read_from_the_files_of_the_driver()
    {
        using var folder = new TempFolder();
        folder.Write("0000:01:00.0/information", "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ: 1\n");
        folder.Write("0000:02:00.0/information", "IRQ: 2\n");

        Assert.Equal(["NVIDIA H100 80GB HBM3", "NVIDIA device"], LocalDevices.Read(folder.Path));
        Assert.Empty(LocalDevices.Read(folder["nothing"]));
    }

    [Fact]
    public void Labels_that_cannot_be_written_in_a_call_are_refused()
    {
        var identity = new SiloIdentity { Labels = { ["a,b"] = "1", ["c"] = "x,y", ["good"] = "a=b" }, JobSlots = -1, ReportEvery = TimeSpan.Zero };

        Assert.Equal(4, new SiloIdentityValidator().Validate(null, identity).Failures!.Count());
    }

    [Fact]
    public async Task A_cluster_knows_its_silos()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(
            2,
            configure: builder => builder.Services.Configure<SiloIdentity>(identity => identity.Labels["gpu"] = "true"),
            cancellationToken: TestContext.Current.CancellationToken);

        IInventoryGrain inventory = cluster.Client.GetGrain<IInventoryGrain>(IInventoryGrain.Key);
        List<string> addresses =
            [.. cluster.Silos.Select(silo => silo.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToString()).Order(StringComparer.Ordinal)];
        ImmutableArray<SiloReport> silos = [];

        // When a silo joins, Orleans may wake the grain a second time and end the first one; the next reports fill the new one.
        await Eventually.HoldsAsync(async () =>
        {
            silos = await inventory.ListAsync();
            return silos.Select(silo => silo.Address).Order(StringComparer.Ordinal).SequenceEqual(addresses);
        });

        Assert.All(silos, silo =>
        {
            Assert.Equal("gpu=true", Assert.Single(silo.Labels).ToString());
            Assert.Matches(@"^127\.0\.0\.1:\d+$", silo.Gateway);
            Assert.Matches(@"^\d+\.\d+\.\d+", silo.Version);
            Assert.True(silo.Threads > 0 && silo.MemoryBytes > 0 && silo.JobSlots > 0 && silo.Processors > 0);
            Assert.Equal("memory", silo.Storage);
        });
    }

    private static SiloReport Report(string name, string address, int grains) => new() { Name = name, Address = address, Grains = grains };
}
