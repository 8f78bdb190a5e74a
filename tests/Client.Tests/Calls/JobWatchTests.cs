using System.Runtime.CompilerServices;
using Starling.Algorithms.Errors;
using Starling.Client.Calls;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Client.Tests.Calls;

public sealed class JobWatchTests
{
    private readonly ManualTimeProvider clock = new();
    private readonly FakeJobGrain job = new();
    private int asked;

    [Fact]
    public async Task A_watch_goes_on_where_it_broke_off()
    {
        job.Streams.Enqueue(Stream(from: 0, count: 3, end: new SiloUnavailableException("gone")));
        job.Streams.Enqueue(Stream(from: 3, count: 0, end: new TimeoutException()));
        // A gap: what the lost coordinator had not stored.
        job.Streams.Enqueue(Stream(from: 9, count: 2));

        Task<List<long>> watch = null!;
        clock.Drive(() => watch = CollectAsync());

        Assert.Equal([0, 1, 2, 9, 10], await watch);
        Assert.Equal([0, 3, 3], job.AskedFrom);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task No_event_comes_twice()
    {
        job.Streams.Enqueue(Stream(from: 0, count: 3, end: new EnumerationAbortedException("gone")));
        job.Streams.Enqueue(Stream(from: 1, count: 4));

        Task<List<long>> watch = null!;
        clock.Drive(() => watch = CollectAsync());

        Assert.Equal([0, 1, 2, 3, 4], await watch);
    }

    [Fact]
    public async Task Patience_begins_anew_with_every_event()
    {
        for (int i = 0; i < 30; i++)
            job.Streams.Enqueue(Stream(from: i, count: 1, end: new SiloUnavailableException("gone")));
        job.Streams.Enqueue(Stream(from: 30, count: 1));

        Task<List<long>> watch = null!;
        clock.Drive(() => watch = CollectAsync(patience: TimeSpan.FromSeconds(1)));

        Assert.Equal(31, (await watch).Count);
    }

    [Fact]
    public async Task A_cluster_that_stays_away_is_told()
    {
        for (int i = 0; i < 1000; i++)
            job.Streams.Enqueue(Stream(from: 0, count: 0, end: new SiloUnavailableException("gone")));

        Task<List<long>> watch = null!;
        clock.Drive(() => watch = CollectAsync());

        Assert.Equal(ErrorCatalog.ClusterUnreachable, (await Assert.ThrowsAsync<StarlingException>(() => watch)).Error);
    }

    [Fact]
    public async Task A_refusal_ends_the_watch()
    {
        job.Streams.Enqueue(Stream(from: 0, count: 1, end: new JobRefusedException("STAR0601", "The token expired.")));

        StarlingException exception = await Assert.ThrowsAsync<StarlingException>(() => CollectAsync());

        Assert.Equal(ErrorCatalog.NotAuthenticated, exception.Error);
    }

    [Fact]
    public async Task A_stream_that_fell_silent_while_the_job_went_on_is_opened_again()
    {
        job.Streams.Enqueue(Silent(from: 0, count: 2));
        job.Streams.Enqueue(Stream(from: 2, count: 1));
        job.Status = job.Status with { Round = 7 };

        Task<List<long>> watch = null!;
        TimeSpan took = clock.Drive(() => watch = CollectAsync());

        Assert.Equal([0, 1, 2], await watch);
        Assert.InRange(took, JobWatch.Quiet, 3 * JobWatch.Quiet);
    }

    [Fact]
    public async Task A_job_that_stands_still_is_waited_for()
    {
        var goOn = new TaskCompletionSource();
        job.Streams.Enqueue(Silent(from: 0, count: 2, goOn.Task));
        using ITimer patient = clock.CreateTimer(_ => goOn.SetResult(), null, TimeSpan.FromMinutes(4), Timeout.InfiniteTimeSpan);
        Task<List<long>> watch = null!;
        clock.Drive(() => watch = CollectAsync());

        Assert.Equal([0, 1], await watch);
        Assert.Equal([0], job.AskedFrom);
    }

    private static JobEvent Event(long sequence) => new()
    {
        Sequence = sequence,
        Kind = JobEventKinds.RoundCommitted,
        Message = "",
        Status = new JobStatus { JobId = "job", Phase = JobPhase.Running },
    };

    private static async IAsyncEnumerable<JobEvent> Stream(long from, int count, Exception? end = null)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return Event(from + i);
        }

        await Task.Yield();
        if (end is not null)
            throw end;
    }

    private static async IAsyncEnumerable<JobEvent> Silent(
        long from, int count, Task? until = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (int i = 0; i < count; i++)
            yield return Event(from + i);
        await (until ?? Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken));
    }

    private async Task<List<long>> CollectAsync(TimeSpan? patience = null)
    {
        var watch = new JobWatch(
            new ClusterCalls(clock, patience ?? TimeSpan.FromSeconds(30)), job,
            _ =>
            {
                asked++;
                return Task.CompletedTask;
            });
        var seen = new List<long>();
        await foreach (JobEvent item in watch.FollowAsync(0, CancellationToken.None))
            seen.Add(item.Sequence);
        return seen;
    }
}
