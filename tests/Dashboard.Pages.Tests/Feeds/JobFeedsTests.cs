using Starling.Algorithms.Errors;
using Starling.Dashboard.Feeds;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Feeds;

public sealed class JobFeedsTests : IDisposable
{
    private static readonly StarlingException NoAnswer = new(ErrorCatalog.ClusterUnreachable, "Nobody answers.");

    private readonly ManualTimeProvider time = new();
    private readonly FakeCluster cluster = new();
    private readonly JobFeeds feeds;

    public JobFeedsTests() => feeds = new JobFeeds(cluster, time);

    public void Dispose() => feeds.Dispose();

    [Fact(Timeout = 30_000)]
    public async Task OneJobIsWatchedOnceHoweverManyLook()
    {
        using JobLease first = feeds.Watch("a", () => { });
        using JobLease second = feeds.Watch("a", () => { });
        cluster.Happen(JobEventKinds.Warning);

        await UntilAsync(() => second.Current.Events.Length == 1);
        Assert.Equal(1, cluster.Watches);
        Assert.Same(first.Current, second.Current);
        Assert.Same(first.Current, feeds.Peek("a"));
    }

    [Fact(Timeout = 30_000)]
    public async Task WhoLooksIsTold()
    {
        JobLease? lease = null;
        int seen = -1;
        lease = feeds.Watch("a", () => seen = Volatile.Read(ref lease)?.Current.Events.Length ?? -1);
        await UntilAsync(() => seen == 0);
        cluster.Happen(JobEventKinds.Warning);

        await UntilAsync(() => seen == 1);
        lease.Dispose();
    }

    [Fact(Timeout = 30_000)]
    public async Task AJobThatNobodyLooksAtIsWatchedSomeSecondsLonger()
    {
        JobLease lease = feeds.Watch("a", () => { });
        await UntilAsync(() => cluster.OpenWatches == 1);
        lease.Dispose();
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, feeds.Count);

        // Somebody comes back in time.
        JobLease again = feeds.Watch("a", () => { });
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, feeds.Count);
        Assert.Equal(1, cluster.Watches);

        again.Dispose();
        again.Dispose();
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0, feeds.Count);
        await UntilAsync(() => cluster.OpenWatches == 0);
    }

    [Fact(Timeout = 30_000)]
    public async Task AfterALostConnectionItGoesOnWhereItWas()
    {
        using JobLease lease = feeds.Watch("a", () => { });
        cluster.Happen(JobEventKinds.Evaluated, 1, new MetricRow { Round = 1 });
        await UntilAsync(() => lease.Current.Rows.Length == 1);
        cluster.Break(NoAnswer);
        cluster.Happen(JobEventKinds.Evaluated, 2, new MetricRow { Round = 2 });

        await UntilAsync(() => lease.Current.Rows.Length == 2);
        Assert.Equal(2, cluster.Watches);
        Assert.Equal(1, cluster.LastFrom);
    }

    [Fact(Timeout = 30_000)]
    public async Task AClusterThatDoesNotAnswerIsSaidAndWhatWasKnownStays()
    {
        using JobLease lease = feeds.Watch("a", () => { });
        await UntilAsync(() => lease.Current.Status is not null);
        cluster.Trouble = NoAnswer;
        await UntilAsync(() => lease.Current.Problem is not null);
        Assert.NotNull(lease.Current.Status);
        Assert.False(lease.Current.IsMissing);

        cluster.Trouble = null;
        await UntilAsync(() => lease.Current.Problem is null);
    }

    [Fact(Timeout = 30_000)]
    public async Task AJobThatIsNotThereIsSaid()
    {
        cluster.Trouble = new StarlingException(ErrorCatalog.JobUnknown, "There is no job 'a'.");
        using JobLease lease = feeds.Watch("a", () => { });

        await UntilAsync(() => lease.Current.IsMissing);
    }

    [Fact(Timeout = 30_000)]
    public async Task AJobThatHasEndedIsWatchedAgainWhenItIsExtended()
    {
        using JobLease lease = feeds.Watch("a", () => { });
        cluster.Happen(JobEventKinds.Completed);
        await UntilAsync(() => lease.Current.Events.Length == 1);
        cluster.Status = cluster.Status with { Phase = JobPhase.Completed };
        await UntilAsync(() => lease.Current.Status?.Phase is JobPhase.Completed);
        cluster.Break(null);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(1, cluster.Watches);

        cluster.Status = cluster.Status with { Phase = JobPhase.Running };
        await UntilAsync(() => cluster.Watches == 2);
        Assert.Equal(1, cluster.LastFrom);
    }

    [Fact(Timeout = 30_000)]
    public async Task WorkersOfAJobThatHasEndedAreAskedForOnce()
    {
        cluster.Status = cluster.Status with { Phase = JobPhase.Completed };
        using JobLease lease = feeds.Watch("a", () => { });
        await UntilAsync(() => lease.Current.Workers.Length == 1);
        int asked = cluster.WorkerQuestions;
        for (int i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        Assert.Equal(asked, cluster.WorkerQuestions);
    }

    // Lets tasks run and the clock go on until something is so.
    private async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
