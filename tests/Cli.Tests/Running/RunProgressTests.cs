using Starling.Cli.Jobs;
using Starling.Cli.Running;
using Starling.Client.Tests.Results;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Cli.Tests.Running;

public sealed class RunProgressTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly SampleRun _run = new(rounds: 40, evaluateEvery: 4);

    [Fact]
    public void Events_add_up_to_the_end_of_the_run()
    {
        RunProgress progress = After(_run.Events);

        Assert.Equal(40, progress.Round);
        Assert.Equal(1.0, progress.Share);
        Assert.Equal(_run.Status.Totals, progress.Totals);
        Assert.Equal(_run.Rows.Last(), progress.Latest);
        Assert.Equal(_run.Rows.Select(row => row.Loss!.Value), progress.Losses);
        Assert.Equal(_run.Events.Count(item => item.Kind == JobEventKinds.UpdateRejected), progress.Rejections);
    }

    [Fact]
    public void Rounds_begin_when_the_data_are_loaded()
    {
        Assert.Equal(RunStage.Loading, After(_run.Events.Take(1)).Stage);
        Assert.Equal(RunStage.Running, After(_run.Events.Take(2)).Stage);
    }

    [Fact]
    public void The_time_left_follows_the_mean_pace_and_runs_down_between_rounds()
    {
        RunProgress progress = After(_run.Events.TakeWhile(item => item.Round is not 10));
        Assert.Equal(3.87 * 30, progress.Left(_clock)!.Value.TotalSeconds, 1e-6);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((3.87 * 30) - 2, progress.Left(_clock)!.Value.TotalSeconds, 1e-6);
    }

    [Fact]
    public void Nothing_is_guessed_before_the_first_round() => Assert.Null(After(_run.Events.Take(3)).Left(_clock));

    [Fact]
    public void A_cancelled_run_stays_so_whatever_still_comes()
    {
        RunProgress progress = After(_run.Events.Take(5)) with { Stage = RunStage.Cancelling };

        Assert.Equal(RunStage.Cancelling, progress.After(_run.Events[5], 0).Stage);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_no_point_of_the_curve()
    {
        var item = new JobEvent { Kind = JobEventKinds.Evaluated, Message = "", Metrics = new MetricRow { Loss = double.NaN, Accuracy = 0.1 } };

        RunProgress progress = After([item]);

        Assert.Empty(progress.Losses);
        Assert.Equal([0.1], progress.Accuracies);
    }

    private RunProgress After(IEnumerable<JobEvent> events) => events.Aggregate(
        new RunProgress { Job = JobFacts.From(_run.Spec), Stage = RunStage.Loading },
        (progress, item) => progress.After(item, _clock.GetTimestamp()));
}
