using Starling.Chaos.Rolling;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Chaos.Tests;

/// <summary>A rolling restart costs jobs nothing but time.</summary>
public sealed class RollingTests
{
    [Fact]
    public async Task Jobs_outlast_the_restart_of_every_silo_without_losing_a_round()
    {
        var told = new StringWriter();
        RollingReport report = await new RollingRestart(new RollingOptions { Rounds = 5 }, told).RunAsync(TestContext.Current.CancellationToken);
        report.Print(told);

        Assert.Equal(3, report.Restarts.Count);
        Assert.True(report.Restarts.All(restart => restart.ExitCode == 0), told.ToString());
        Assert.Equal(3, report.Outcomes.Count);
        Assert.True(report.Outcomes.All(outcome => outcome.Status.Phase == JobPhase.Completed && outcome.SameHash && outcome.Restarts == 3), told.ToString());
        Assert.True(report.Outcomes.All(outcome => outcome.Findings is { Problems: [], LostRounds: 0, TwiceAppliedRounds: 0 }), told.ToString());
    }
}
