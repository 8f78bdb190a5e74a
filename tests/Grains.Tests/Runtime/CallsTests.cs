using Starling.Grains.Runtime;
using Starling.TestSupport;
using Xunit;

namespace Starling.Grains.Tests.Runtime;

public sealed class CallsTests
{
    [Fact]
    public void A_call_before_the_first_silo_is_there_is_repeated()
    {
        Assert.True(Calls.IsOutcomeUnknown(new OrleansException(
            "No active nodes are compatible with grain inspector and interface starling.IInspectorGrain version 0. Known nodes with grain type: none. All known nodes compatible with interface version: none")));
        Assert.True(Calls.IsOutcomeUnknown(new TimeoutException()));
        Assert.False(Calls.IsOutcomeUnknown(new OrleansException("No active nodes are compatible with grain inspector: its placement filters leave none of 2.")));
        Assert.False(Calls.IsOutcomeUnknown(new InvalidOperationException("Known nodes with grain type: none")));
    }

    [Fact]
    public async Task A_call_that_the_engine_gave_up_is_repeated()
    {
        var time = new ManualTimeProvider();
        int attempts = 0;
        Task<int> answer = Calls.RepeatAsync(
            () => ++attempts == 1 ? Task.FromException<int>(new OperationCanceledException("Message expired before placement could complete.")) : Task.FromResult(7),
            time,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(answer.IsCompleted);

        time.Advance(Calls.DelayBefore(1));

        Assert.Equal(7, await answer);
    }

    [Fact]
    public async Task Who_gives_up_does_not_wait_for_the_answer()
    {
        using var stop = new CancellationTokenSource();
        Task<int> answer = Calls.RepeatAsync(() => new TaskCompletionSource<int>().Task, TimeProvider.System, cancellationToken: stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }
}
