using Starling.Algorithms.Errors;
using Starling.Dashboard.Feeds;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Dashboard.Pages.Tests.Feeds;

public sealed class ClusterFeedTests : IAsyncLifetime
{
    private readonly ManualTimeProvider time = new();
    private readonly FakeCluster cluster = new() { Silos = [new SiloReport { Name = "one", Address = "one:1" }, new SiloReport { Name = "two", Address = "two:1" }] };
    private readonly ClusterFeed feed;

    public ClusterFeedTests() => feed = new ClusterFeed(cluster, time);

    public async ValueTask InitializeAsync() => await feed.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await feed.StopAsync(CancellationToken.None);
        feed.Dispose();
    }

    [Fact(Timeout = 30_000)]
    public async Task ASiloThatGoesIsSeenToGo()
    {
        using IDisposable listening = feed.Listen(() => { });
        await UntilAsync(() => feed.Current.Silos.Length == 2);
        cluster.Silos = [cluster.Silos[0]];

        await UntilAsync(() => feed.Current.Silos.Length == 1);
        Assert.Equal(("two", false), (feed.Current.Membership[0].Silo, feed.Current.Membership[0].Came));
    }

    [Fact(Timeout = 30_000)]
    public async Task ATroubleIsSaidAndWhatWasKnownStays()
    {
        using IDisposable listening = feed.Listen(() => { });
        await UntilAsync(() => feed.Current.Jobs.Length == 1);
        cluster.Trouble = new StarlingException(ErrorCatalog.ClusterUnreachable, "Nobody answers.");
        await UntilAsync(() => feed.Current.Problem is not null);
        Assert.Equal(2, feed.Current.Silos.Length);

        cluster.Trouble = null;
        await UntilAsync(() => feed.Current.Problem is null);
    }

    [Fact(Timeout = 30_000)]
    public async Task RunningJobsAreAskedForTheirStatusOnlyWhileSomebodyLooks()
    {
        await UntilAsync(() => feed.Current.At is not null);
        Assert.Empty(feed.Current.Statuses);

        using IDisposable listening = feed.Listen(() => { });
        await UntilAsync(() => feed.Current.Statuses.ContainsKey("a"));
    }

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
