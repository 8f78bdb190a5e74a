using Starling.GrainInterfaces;
using Starling.Grains.Jobs;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Jobs;

public sealed class JobHistoryTests
{
    private readonly ManualTimeProvider time = new();

    [Fact]
    public void Events_are_numbered_without_gaps_and_carry_the_time()
    {
        var history = new JobHistory(time);
        history.Add(Event("a"));
        time.Advance(TimeSpan.FromSeconds(5));
        history.Add(Event("b"));

        Assert.Equal([0L, 1L], history.Events.Select(happened => happened.Sequence));
        Assert.Equal(TimeSpan.FromSeconds(5), history.Events[1].Time - history.Events[0].Time);
    }

    [Fact]
    public async Task A_follower_sees_what_was_and_what_comes_and_ends_with_the_last_event()
    {
        var history = new JobHistory(time);
        history.Add(Event("a"));
        history.Add(Event("b"));
        await using IAsyncEnumerator<JobEvent> follower =
            history.FollowAsync(1, TestContext.Current.CancellationToken).GetAsyncEnumerator();

        Assert.True(await follower.MoveNextAsync());
        Assert.Equal("b", follower.Current.Message);
        ValueTask<bool> waiting = follower.MoveNextAsync();
        Assert.False(waiting.IsCompleted);
        history.Close(history.Prepare(Event("c")));
        Assert.True(await waiting);
        Assert.Equal("c", follower.Current.Message);
        Assert.False(await follower.MoveNextAsync());
    }

    [Fact]
    public async Task Who_follows_a_job_that_is_about_to_move_is_told_what_there_is_and_comes_again()
    {
        var history = new JobHistory(time);
        history.Add(Event("a"));
        await using IAsyncEnumerator<JobEvent> follower =
            history.FollowAsync(0, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        Assert.True(await follower.MoveNextAsync());
        Task<bool> waiting = follower.MoveNextAsync().AsTask();

        history.IsAway = true;

        await Assert.ThrowsAsync<EnumerationAbortedException>(() => waiting);
        history.IsAway = false;
        await using IAsyncEnumerator<JobEvent> again =
            history.FollowAsync(1, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        waiting = again.MoveNextAsync().AsTask();
        history.Add(Event("b"));
        Assert.True(await waiting);
        Assert.Equal("b", again.Current.Message);
    }

    [Fact]
    public void Nothing_is_added_after_the_end()
    {
        var history = new JobHistory(time);
        history.Close(history.Prepare(Event("a")));

        Assert.Throws<InvalidOperationException>(() => history.Add(Event("b")));
    }

    [Fact]
    public async Task A_restored_history_that_ended_is_read_to_its_end()
    {
        var history = new JobHistory(time);
        history.Restore([Event("a"), Event("b") with { Sequence = 1 }], ended: true);

        List<JobEvent> seen = [];
        await foreach (JobEvent happened in history.FollowAsync(0, TestContext.Current.CancellationToken))
            seen.Add(happened);

        Assert.Equal(["a", "b"], seen.Select(happened => happened.Message));
    }

    private static JobEvent Event(string message) => new() { Kind = JobEventKinds.Warning, Message = message };

    [Fact]
    public async Task A_coordinator_that_takes_over_numbers_its_events_where_nobody_can_have_told_any()
    {
        var history = new JobHistory(time) { Epoch = 2 };
        history.Restore([Event("a"), Event("b") with { Sequence = 1 }], ended: false);
        history.Add(Event("c"));
        history.Close(history.Prepare(Event("d")));

        Assert.Equal([0L, 1L, JobHistory.Stride, JobHistory.Stride + 1], history.Events.Select(happened => happened.Sequence));
        Assert.Equal(2, history.Events[2].Epoch);
        List<JobEvent> seen = [];
        await foreach (JobEvent happened in history.FollowAsync(500, TestContext.Current.CancellationToken))
            seen.Add(happened);

        Assert.Equal(["c", "d"], seen.Select(happened => happened.Message));
    }
}
