using Starling.Cli.Display;
using Starling.Cli.Jobs;
using Starling.Cli.Running;
using Starling.Client.Results;
using Starling.Client.Tests.Results;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.Display;

public sealed class PlainDisplayTests : IDisposable
{
    private readonly StringWriter output = new() { NewLine = "\n" };
    private readonly ManualTimeProvider clock = new();
    private readonly SampleRun run = new(rounds: 20);

    public void Dispose() => output.Dispose();

    [Fact]
    public void Rounds_are_told_every_few_seconds_and_at_the_end()
    {
        Play(TimeSpan.FromSeconds(1));

        Assert.Equal(
            ["round 1/20", "round 3/20", "round 6/20", "round 9/20", "round 12/20", "round 15/20", "round 18/20", "round 20/20"],
            RoundLines().Select(line => line.Split("  ")[0]));
    }

    [Fact]
    public void A_line_says_how_far_and_how_good_it_is()
    {
        Play(TimeSpan.FromSeconds(3));

        string line = RoundLines().ElementAt(9);
        Assert.Matches(@"^round 10/20  loss \d\.\d{4}  accuracy \d\d\.\d\d %  up 63\.6 MB  down 127 MB  39 s  about 40 s left$", line);
    }

    [Fact]
    public void A_line_about_a_network_has_its_events_and_no_directions()
    {
        var display = new PlainDisplay(output, clock);
        RunProgress progress = Begin() with
        {
            Stage = RunStage.Running,
            Round = 20,
            PlannedRounds = 5000,
            Latest = new MetricRow { Loss = 62.35, Distance = 1.9, Consensus = 1e-3 },
            Totals = new JobTotals { Events = 1120, Seconds = 0.25, BytesUp = 128_000 },
            RoundCommitted = clock.GetTimestamp(),
        };
        display.OnChange(Begin(), null);
        display.OnChange(progress, null);
        display.OnChange(progress, null);

        Assert.StartsWith("round 20/5000  loss 62.35  distance 1.9e+0  4,480 events/s  sent 128 kB  ", RoundLines().Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_warning_is_told_at_once()
    {
        var display = new PlainDisplay(output, clock);
        RunProgress progress = Begin();

        display.OnChange(progress, new JobEvent { Kind = JobEventKinds.Warning, Message = "The data are few." });

        Assert.StartsWith("warning: The data are few.\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_is_the_last_line()
    {
        new PlainDisplay(output, clock).OnEnd(ResultDocument.From(run.Spec, run.Status with { Advice = "EXTRA is cheaper." }, []), "runs/x");

        Assert.EndsWith("Results     runs/x\nAdvice      EXTRA is cheaper.\n", output.ToString(), StringComparison.Ordinal);
    }

    private RunProgress Begin() => new() { Job = JobFacts.From(run.Spec), Stage = RunStage.Loading, Began = clock.GetTimestamp() };

    private void Play(TimeSpan perRound)
    {
        var display = new PlainDisplay(output, clock);
        RunProgress progress = Begin();
        display.OnChange(progress, null);
        foreach (JobEvent item in run.Events)
        {
            if (item.Kind == JobEventKinds.RoundOpened)
                clock.Advance(perRound);
            progress = progress.After(item, clock.GetTimestamp());
            display.OnChange(progress, item);
        }

        display.OnChange(progress with { Stage = RunStage.Writing }, null);
    }

    private IEnumerable<string> RoundLines() =>
        output.ToString().Split('\n').Where(line => line.StartsWith("round", StringComparison.Ordinal));
}
