using Starling.Client.History;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Client.Tests.History;

public sealed class JobHistoryCheckerTests
{
    private readonly List<JobEvent> events = [];

    [Fact]
    public void An_undisturbed_job_has_nothing_to_complain_of()
    {
        Rounds(0, 3);
        Add(JobEventKinds.Completed, status: 3);

        JobHistoryFindings found = JobHistoryChecker.Check(events);

        Assert.Empty(found.Problems);
        Assert.Equal((3, 0, 0, 0, 0), (found.Rounds, found.RepeatedRounds, found.LostRounds, found.TwiceAppliedRounds, found.Recoveries));
    }

    [Fact]
    public void A_network_says_where_it_is_and_goes_back_to_checkpoints_only()
    {
        Look(0);
        Look(30);
        Add(JobEventKinds.Checkpointed, 40);
        Look(60);
        Add(JobEventKinds.RolledBack, 40);
        Look(60);
        Look(90);
        Add(JobEventKinds.Completed, status: 90);
        JobHistoryFindings found = JobHistoryChecker.Check(events);

        Assert.Empty(found.Problems);
        Assert.Equal((90, 20, 1), (found.Rounds, found.RepeatedRounds, found.Recoveries));

        Look(70);
        Assert.Equal(20, JobHistoryChecker.Check(events).TwiceAppliedRounds);

        void Look(int round) => events.Add(new JobEvent
        {
            Sequence = events.Count, Kind = JobEventKinds.Evaluated, Message = "", Round = round, Metrics = new MetricRow { Round = round, Consensus = 1 },
        });
    }

    [Fact]
    public void Rounds_after_a_checkpoint_may_be_done_again()
    {
        Rounds(0, 2);
        Add(JobEventKinds.Checkpointed, 2);
        Rounds(2, 4);
        Add(JobEventKinds.RolledBack, 2);
        Rounds(2, 5);
        Add(JobEventKinds.Completed, status: 5);

        JobHistoryFindings found = JobHistoryChecker.Check(events);

        Assert.Empty(found.Problems);
        Assert.Equal((5, 2, 1), (found.Rounds, found.RepeatedRounds, found.Recoveries));
    }

    [Fact]
    public void A_round_that_is_committed_again_without_going_back_is_applied_twice()
    {
        Rounds(0, 3);
        Add(JobEventKinds.RoundCommitted, 2);

        Assert.Equal(1, JobHistoryChecker.Check(events).TwiceAppliedRounds);
    }

    [Fact]
    public void A_round_that_is_left_out_is_lost()
    {
        Rounds(0, 2);
        Add(JobEventKinds.RoundCommitted, 3);

        Assert.Equal(1, JobHistoryChecker.Check(events).LostRounds);
    }

    [Fact]
    public void Going_behind_a_checkpoint_loses_rounds_unless_it_was_damaged()
    {
        Rounds(0, 4);
        Add(JobEventKinds.Checkpointed, 4);
        Add(JobEventKinds.Recovered, 2);

        Assert.Equal(2, JobHistoryChecker.Check(events).LostRounds);

        events.Insert(events.Count - 1, events[^1] with { Kind = JobEventKinds.Warning, Message = "STAR0408: damaged" });
        events[^1] = events[^1] with { Sequence = 100 };

        Assert.Equal(0, JobHistoryChecker.Check(events).LostRounds);
    }

    [Fact]
    public void An_end_with_fewer_rounds_than_were_committed_loses_them()
    {
        Rounds(0, 3);
        Add(JobEventKinds.Completed, status: 2);

        Assert.Equal(1, JobHistoryChecker.Check(events).LostRounds);
    }

    [Fact]
    public void Events_out_of_order_are_told()
    {
        Rounds(0, 1);
        events.Reverse();

        Assert.NotEmpty(JobHistoryChecker.Check(events).Problems);
    }

    private void Rounds(int from, int to)
    {
        for (int round = from; round < to; round++)
        {
            Add(JobEventKinds.RoundOpened, round);
            Add(JobEventKinds.RoundCommitted, round);
        }
    }

    private void Add(string kind, int? round = null, int? status = null) => events.Add(new JobEvent
    {
        Sequence = events.Count,
        Kind = kind,
        Message = kind,
        Round = round,
        Status = status is { } rounds ? new JobStatus { JobId = "a", Round = rounds } : null,
    });
}
