using Starling.Algorithms.Errors;
using Starling.Client.Calls;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Calls;

public sealed class ClusterCallsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ManualTimeProvider clock = new();
    private int attempts;

    private ClusterCalls Calls => new(clock, Patience);

    [Fact]
    public async Task A_call_that_is_answered_is_made_once()
    {
        Assert.Equal(1, await Calls.AskAsync(() => Task.FromResult(++attempts), CancellationToken.None));
    }

    [Fact]
    public async Task A_call_is_made_again_until_a_silo_is_there()
    {
        Task<int> call = null!;
        TimeSpan took = clock.Drive(() => call = Calls.AskAsync(
            () => ++attempts < 6 ? throw new SiloUnavailableException("The silo is gone.") : Task.FromResult(attempts), CancellationToken.None));

        Assert.Equal(6, await call);
        // 50, 100, 200, 400 and 800 ms.
        Assert.InRange(took.TotalMilliseconds, 1500, 2000);
    }

    [Fact]
    public async Task Patience_has_an_end()
    {
        Task<int> call = null!;
        TimeSpan took = clock.Drive(() => call = Calls.AskAsync<int>(
            () => Task.FromException<int>(new SiloUnavailableException($"Lost {++attempts}.\nMore.")), CancellationToken.None));

        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(() => call);
        Assert.Equal(ErrorCatalog.ClusterUnreachable, exception.Error);
        Assert.Equal($"The cluster has not answered for 20 s: Lost {attempts}.", exception.Message);
        Assert.InRange(took, Patience - TimeSpan.FromSeconds(2.1), Patience);
        Assert.InRange(attempts, 10, 20);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_asked_for_again()
    {
        var never = new TaskCompletionSource<int>();
        Task<int> call = null!;
        TimeSpan took = clock.Drive(() => call = Calls.AskAsync(() => ++attempts == 1 ? never.Task : Task.FromResult(attempts), CancellationToken.None));

        Assert.Equal(2, await call);
        Assert.InRange(took, ClusterCalls.AnswerTimeout, ClusterCalls.AnswerTimeout + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_refusal_is_told_at_once()
    {
        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(() => Calls.AskAsync<int>(
            () =>
            {
                attempts++;
                throw new JobRefusedException("STAR0602", "This needs the role operator.");
            },
            CancellationToken.None));

        Assert.Equal(ErrorCatalog.NotAllowed, exception.Error);
        Assert.Equal("This needs the role operator.", exception.Message);
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Who_calls_too_often_waits_and_calls_again()
    {
        Task<int> call = null!;
        clock.Drive(() => call = Calls.AskAsync(
            () => ++attempts < 3 ? throw new JobRefusedException("STAR0603", "Too many calls.") : Task.FromResult(attempts), CancellationToken.None));
        Assert.Equal(3, await call);

        Task<int> endless = null!;
        clock.Drive(() => endless = Calls.AskAsync<int>(() => throw new JobRefusedException("STAR0603", "Too many calls."), CancellationToken.None));
        Assert.Equal(ErrorCatalog.TooManyCalls, (await Assert.ThrowsAsync<StarlingException>(() => endless)).Error);
    }

    [Fact]
    public async Task Another_failure_is_not_hidden()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Calls.AskAsync<int>(() => throw new InvalidOperationException(), CancellationToken.None));
    }

    [Fact]
    public async Task A_person_can_give_up_earlier()
    {
        using var source = new CancellationTokenSource();
        Task<int> call = Calls.AskAsync<int>(() => throw new TimeoutException(), source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
