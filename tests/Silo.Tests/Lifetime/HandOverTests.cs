using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Starling.Client;
using Starling.GrainInterfaces;
using Starling.Silo.Lifetime;
using Xunit;

namespace Starling.Silo.Tests.Lifetime;

public sealed class HandOverTests
{
    [Fact]
    public async Task Jobs_write_checkpoints_before_their_silo_stops()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: cancellation);
        var client = new StarlingClient(cluster.Client);
        string id = await client.SubmitAsync(SmallJobs.Endless(), cancellationToken: cancellation);
        await Until.TrueAsync(
            async () => (await client.GetStatusAsync(id, cancellation)).Round > 0,
            TimeSpan.FromSeconds(60),
            cancellation);
        Assert.Null((await client.GetStatusAsync(id, cancellation)).CheckpointVersion);

        await cluster.Silos[0].GetServices<IHostedService>().OfType<HandOver>().Single().StopAsync(cancellation);

        JobStatus status = await client.GetStatusAsync(id, cancellation);
        Assert.NotNull(status.CheckpointVersion);

        // It waits until the silo has left.
        Assert.Equal(status.CheckpointVersion, status.Round);
        Assert.Equal(1, status.Epoch);
        await client.CancelAsync(id, cancellation);
    }

    [Fact]
    public async Task A_silo_without_jobs_stops_at_once()
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, cancellationToken: TestContext.Current.CancellationToken);

        await cluster.Silos[0].GetServices<IHostedService>().OfType<HandOver>().Single().StopAsync(TestContext.Current.CancellationToken);
    }
}
