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

    /// <summary>
    /// Who was away for long, halted or cut off, returns to a cluster that went on without it: whatever it still writes counts for
    /// nothing, so that no round is applied twice and every bit is that of the undisturbed job.
    /// </summary>
    [Theory]
    [InlineData(nameof(Trouble.HaltLong), 30, 2)]
    [InlineData(nameof(Trouble.CutOff), 30, 2)]
    [InlineData(nameof(Trouble.RestartStorage), 60, 1)]
    public async Task Jobs_outlast_a_silo_that_returns_and_a_storage_that_is_away(string trouble, int rounds, int recoveries)
    {
        var options = new ChaosOptions
        {
            Jobs = 2, Together = 2, Rounds = rounds, Seed = 11, SiloFaults = false, Troubles = [Enum.Parse<Trouble>(trouble)],
        };

        var told = new StringWriter();
        ChaosReport report = await new ChaosRunner(options, told).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, report.Outcomes.Count);
        Assert.True(report.Outcomes.All(outcome => outcome.IsSound && outcome.Kills == 1), told.ToString());
        Assert.True(report.Outcomes.Max(outcome => outcome.Findings.Recoveries) >= recoveries, told.ToString());
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
