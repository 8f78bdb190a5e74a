using Starling.Chaos.Running;
using Starling.Chaos.Troubles;
using Xunit;

namespace Starling.Chaos.Tests;

/// <summary>Two jobs of the chaos runner while something is away and comes back. Mostly waiting: run beside the other classes.</summary>
public sealed class AbsenceTests
{
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
}
