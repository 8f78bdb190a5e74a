using Starling.Chaos.Running;
using Starling.Chaos.Strange;
using Starling.Chaos.Troubles;
using Xunit;

namespace Starling.Chaos.Tests;

/// <summary>Ten jobs of the chaos runner, and strangers at the ports, in every run of the tests.</summary>
public sealed class ChaosTests
{
    [Fact]
    public async Task Jobs_outlast_the_loss_of_a_silo_and_of_all_of_them()
    {
        var options = new ChaosOptions
        {
            Jobs = 10, Together = 5, Rounds = 40, Seed = 7, SiloFaults = false, Troubles = [Trouble.KillShard, Trouble.KillAll],
        };

        var told = new StringWriter();
        ChaosReport report = await new ChaosRunner(options, told).RunAsync(TestContext.Current.CancellationToken);
        report.Print(told);

        Assert.Equal(10, report.Outcomes.Count);
        Assert.True(report.Outcomes.All(outcome => outcome.IsSound), told.ToString());
        Assert.True(report.Outcomes.Sum(outcome => outcome.Kills) >= 8, told.ToString());
    }

    [Fact]
    public async Task Strangers_cost_a_cluster_nothing()
    {
        var told = new StringWriter();
        StrangersReport report = await new Strangers(TimeSpan.FromSeconds(6), idle: 300, told).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(report.IsJobUndisturbed, told.ToString());
        Assert.True(report.AreAllAlive, told.ToString());
        Assert.True(report.GrowthBytes < 100 << 20, told.ToString());
    }
}
