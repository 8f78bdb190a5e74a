using Starling.Client;
using Starling.Dashboard.Clusters;
using Starling.Silo;
using Xunit;

[assembly: AssemblyFixture(typeof(Starling.Dashboard.Tests.ClusterFixture))]

namespace Starling.Dashboard.Tests;

/// <summary>Two silos in this process and a dashboard of them.</summary>
public sealed class ClusterFixture : IAsyncLifetime
{
    private EmbeddedCluster silos = null!;

    public IStarlingClient Client { get; private set; } = null!;

    public ApiServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        silos = await EmbeddedCluster.StartAsync(2, cancellationToken: TestContext.Current.CancellationToken);
        Client = new StarlingClient(silos.Client);
        Server = await ApiServer.StartAsync(new LentCluster(Client));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Client.DisposeAsync();
        await silos.DisposeAsync();
    }
}
