using Starling.Dashboard.Feeds;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Feeds;

public sealed class JobViewTests
{
    private readonly JobView view = new();
    private long next;

    [Fact]
    public void TheStatusIsThatOfTheNewestEventWithOne()
    {
        Apply(JobEventKinds.Started, status: Status(0));
        Apply(JobEventKinds.RoundOpened, round: 0);
        Apply(JobEventKinds.RoundCommitted, round: 0, status: Status(1));

        Assert.Equal(1, view.Snapshot.Status!.Round);
        Assert.Equal(3, view.Next);
    }

    [Fact]
    public void AnEventThatComesTwiceChangesNothing()
    {
        JobEvent item = Apply(JobEventKinds.Warning);
        JobSnapshot before = view.Snapshot;
        view.Apply(item);

        Assert.Same(before, view.Snapshot);
        Assert.Equal(1, view.Snapshot.EventCounts[JobEventKinds.Warning]);
    }

    [Fact]
    public void TheSnapshotIsTheSameUntilSomethingChanges()
    {
        Apply(JobEventKinds.Started);
        JobSnapshot before = view.Snapshot;
        Assert.Same(before, view.Snapshot);

        Apply(JobEventKinds.Warning);
        Assert.NotSame(before, view.Snapshot);
        Assert.Single(before.Events);
    }

    [Theory]
    [InlineData(JobEventKinds.RolledBack)]
    [InlineData(JobEventKinds.Recovered)]
    public void WhatIsDoneAgainIsTakenBack(string kind)
    {
        for (int round = 0; round < 6; round++)
        {
            Apply(JobEventKinds.RoundOpened, round);
            Apply(JobEventKinds.RoundCommitted, round);
            Apply(JobEventKinds.Evaluated, round + 1, new MetricRow { Round = round + 1 });
        }

        Apply(kind, round: 3);
        Assert.Equal([1, 2, 3], view.Snapshot.Rows.Select(row => row.Round));
        Assert.Equal([0, 1, 2], view.Snapshot.Rounds.Select(round => round.Round));

        Apply(JobEventKinds.Evaluated, 4, new MetricRow { Round = 4 });
        Assert.Equal([1, 2, 3, 4], view.Snapshot.Rows.Select(row => row.Round));
    }

    [Fact]
    public void EventsAreTheNewestOfEveryKindAndTheCountsAreOfAll()
    {
        Apply(JobEventKinds.Started);
        for (int round = 0; round < 1000; round++)
            Apply(JobEventKinds.RoundCommitted, round);

        Assert.Equal(1000, view.Snapshot.EventCounts[JobEventKinds.RoundCommitted]);
        Assert.Equal(200, view.Snapshot.Events.Count(item => item.Kind == JobEventKinds.RoundCommitted));
        Assert.Equal(999, view.Snapshot.Events[0].Round);
        Assert.Equal(JobEventKinds.Started, view.Snapshot.Events[^1].Kind);
    }

    [Fact]
    public void APhaseOfARoundHasItsTimes()
    {
        Apply(JobEventKinds.RoundOpened, 7, at: 10);
        Apply(JobEventKinds.Stragglers, 7, at: 11);
        Apply(JobEventKinds.RoundCommitted, 7, at: 12);
        Apply(JobEventKinds.Evaluated, 8, new MetricRow { Round = 8 }, at: 15);

        RoundTimes round = Assert.Single(view.Snapshot.Rounds);
        Assert.Equal(2, (round.Committed - round.Opened)!.Value.TotalSeconds);
        Assert.Equal(5, (round.Evaluated - round.Opened)!.Value.TotalSeconds);
        Assert.True(round.Stragglers);
    }

    [Fact]
    public void TheNewestSharesAndActivityAreKept()
    {
        view.Apply(Event(JobEventKinds.RoundCommitted, 2) with { Shares = [new WorkerShare { Worker = 1, Weight = 0.5 }] });
        view.Apply(Event(JobEventKinds.Network, null) with { Activity = new NetworkActivity { Nodes = [3, 4] } });

        Assert.Equal(1, Assert.Single(view.Snapshot.Shares).Worker);
        Assert.Equal(2, view.Snapshot.SharesRound);
        Assert.Equal([3L, 4L], view.Snapshot.Activity!.Nodes);
        Assert.All(view.Snapshot.Events, item => Assert.Null(item.Shares));
    }

    [Fact]
    public void ATroubleLeavesWhatWasKnown()
    {
        view.Take(Status(4), [new WorkerSummary { Worker = 0 }]);
        view.Take("STAR0405: nobody answers");
        Assert.Equal(4, view.Snapshot.Status!.Round);
        Assert.Equal("STAR0405: nobody answers", view.Snapshot.Problem);

        view.Take(trouble: null);
        Assert.Null(view.Snapshot.Problem);
        Assert.Single(view.Snapshot.Workers);
    }

    [Fact]
    public void ALongRunTakesNoMoreThanAShortOne()
    {
        for (int round = 0; round < 20_000; round++)
        {
            Apply(JobEventKinds.RoundOpened, round);
            Apply(JobEventKinds.RoundCommitted, round);
            Apply(JobEventKinds.Evaluated, round + 1, new MetricRow { Round = round + 1 });
            Apply(JobEventKinds.Checkpointed, round + 1);
        }

        JobSnapshot snapshot = view.Snapshot;
        Assert.InRange(snapshot.Rows.Length, 500, 1001);
        Assert.InRange(snapshot.Events.Length, 1, 800);
        Assert.Equal(40, snapshot.Rounds.Length);
        Assert.Equal(20, snapshot.Checkpoints.Length);
    }

    private static JobStatus Status(int round) => new() { JobId = "a", Round = round, Phase = JobPhase.Running };

    private JobEvent Event(string kind, int? round, MetricRow? row = null, int at = 0) => new()
    {
        Sequence = next++, Kind = kind, Message = kind, Round = round, Metrics = row, Time = DateTimeOffset.UnixEpoch.AddSeconds(at),
    };

    private JobEvent Apply(string kind, int? round = null, MetricRow? row = null, JobStatus? status = null, int at = 0)
    {
        JobEvent item = Event(kind, round, row, at) with { Status = status };
        view.Apply(item);
        return item;
    }
}
