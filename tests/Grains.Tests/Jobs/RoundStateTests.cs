using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Jobs;
using Xunit;

namespace Starling.Grains.Tests.Jobs;

public sealed class RoundStateTests
{
    private readonly RoundState round = new(3, [1, 4, 7]);

    [Fact]
    public void A_round_is_answered_when_every_participant_has_answered()
    {
        Assert.True(round.Report(Answer(7)));
        Assert.True(round.Report(Answer(1)));
        Assert.Equal([4], round.Waiting);
        Assert.False(round.Answered.IsCompleted);

        Assert.True(round.Report(Failed(4)));

        Assert.Empty(round.Waiting);
        Assert.True(round.Answered.IsCompletedSuccessfully);
    }

    [Fact]
    public void Answers_that_do_not_belong_here_change_nothing()
    {
        round.Report(Answer(1) with { TrainLoss = 1 });

        Assert.False(round.Report(Answer(1) with { TrainLoss = 2 }));
        Assert.False(round.Report(Answer(2)));
        Assert.False(round.Report(Answer(4) with { Round = 2 }));
        Assert.Equal(1, Assert.Single(round.Candidates).TrainLoss);
    }

    [Fact]
    public void Candidates_are_in_worker_order_whatever_the_order_of_the_answers()
    {
        round.Report(Answer(7));
        round.Report(Answer(4));
        round.Report(Answer(1));

        Assert.Equal([1, 4, 7], round.Candidates.Select(report => report.Worker));
    }

    [Fact]
    public void Accepted_is_who_is_ready_on_every_shard()
    {
        round.Report(Answer(1));
        round.Report(Answer(4));
        round.Report(Answer(7));

        RoundDecision decision = round.Decide([Ready(1, 4, 7), Ready(1, 7)]);

        Assert.Equal([1, 7], decision.Accepted.Select(report => report.Worker));
        Assert.Equal(4, Assert.Single(decision.Rejected).Worker);
    }

    [Fact]
    public void A_refusal_on_one_shard_refuses_the_update_on_all()
    {
        round.Report(Answer(1));
        round.Report(Failed(4));
        round.Report(Answer(7));
        var reason = new JobFailure { Code = ErrorCatalog.UpdateNotFinite.Code, Message = "NaN" };

        RoundDecision decision = round.Decide(
            [Ready(1, 7), Ready(1) with { Rejected = [new Rejection { Worker = 7, Reason = reason }] }]);

        Assert.Equal([1], decision.Accepted.Select(report => report.Worker));
        Assert.Equal([4, 7], decision.Rejected.Select(rejection => rejection.Worker));
        Assert.Equal("NaN", decision.Rejected[1].Reason.Message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Numbers_of_a_report_that_make_no_sense_refuse_the_update(double scale)
    {
        round.Report(Answer(1));
        round.Report(Answer(4) with { Scales = [scale] });
        round.Report(Answer(7));

        RoundDecision decision = round.Decide([Ready(1, 4, 7)]);

        Assert.Equal([1, 7], decision.Accepted.Select(report => report.Worker));
        Assert.Equal(ErrorCatalog.UpdateNotFinite.Code, Assert.Single(decision.Rejected).Reason.Code);
    }

    [Fact]
    public void A_quorum_is_enough_and_a_failure_is_no_part_of_it()
    {
        var quorum = new RoundState(3, [1, 4, 7], epoch: 0, quorum: 2);
        quorum.Report(Answer(1));
        quorum.Report(Failed(4));
        Assert.False(quorum.Enough.IsCompleted);

        quorum.Report(Answer(7));

        Assert.True(quorum.Enough.IsCompletedSuccessfully);
    }

    [Fact]
    public void Answers_of_another_epoch_do_not_count()
    {
        var later = new RoundState(3, [1], epoch: 2);

        Assert.False(later.Report(Answer(1)));
        Assert.True(later.Report(Answer(1) with { Epoch = 2 }));
    }

    [Fact]
    public void A_loss_ends_the_waiting_at_once()
    {
        round.Report(Failed(4) with { IsStateLost = true });

        Assert.True(round.Answered.IsCompletedSuccessfully);
        Assert.Equal(4, round.Lost!.Worker);
    }

    private static WorkerReport Answer(int worker) => new() { Round = 3, Worker = worker };

    private static WorkerReport Failed(int worker) =>
        Answer(worker) with { Failure = new JobFailure { Code = ErrorCatalog.JobFailed.Code, Message = "broken" } };

    private static PrepareResult Ready(params int[] workers) => new() { Ready = [.. workers] };
}
