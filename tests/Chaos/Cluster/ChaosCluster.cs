using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Starling.Chaos.Faults;
using Starling.Client;
using Starling.GrainInterfaces;

namespace Starling.Chaos.Cluster;

/// <summary>A cluster of silo processes, and a client of it in this process.</summary>
internal sealed class ChaosCluster : IAsyncDisposable
{
    private readonly IHost host;

    private ChaosCluster(ClusterGround ground, IReadOnlyList<SiloProcess> silos, IHost host)
    {
        Ground = ground;
        Silos = silos;
        this.host = host;
        Orleans = host.Services.GetRequiredService<IClusterClient>();
        Client = new StarlingClient(Orleans);
    }

    /// <summary>What it stands on.</summary>
    public ClusterGround Ground { get; }

    /// <summary>The silos.</summary>
    public IReadOnlyList<SiloProcess> Silos { get; }

    /// <summary>The client.</summary>
    public IStarlingClient Client { get; }

    /// <summary>The way to the grains.</summary>
    public IClusterClient Orleans { get; }

    /// <summary>Starts the silos and connects.</summary>
    /// <param name="ground">What it stands on.</param>
    /// <param name="count">How many silos.</param>
    /// <param name="faults">The faults that silos make themselves.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ChaosCluster> StartAsync(
        ClusterGround ground, int count, FaultPlan faults, CancellationToken cancellationToken)
    {
        SiloProcess[] silos = [.. Enumerable.Range(0, count).Select(number => new SiloProcess(ground, number, faults))];
        foreach (SiloProcess silo in silos)
            silo.Start();

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("chaos", "starling"));
            client.UseStaticClustering([.. silos.Select(silo => silo.Gateway)]);
            client.UseConnectionRetryFilter(async (_, token) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), token);
                return true;
            });
            client.Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(1));
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(8));
        });
        IHost connection = builder.Build();
        await connection.StartAsync(cancellationToken);
        var cluster = new ChaosCluster(ground, silos, connection);
        await cluster.WaitForMembersAsync(count, cancellationToken);
        return cluster;
    }

    /// <summary>Waits until so many silos have told of themselves.</summary>
    public async Task WaitForMembersAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if ((await Orleans.GetGrain<IInventoryGrain>(IInventoryGrain.Key).ListAsync()).Length >= count)
                    return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The cluster is not there yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    /// <summary>The silo that a grain is active on; null where it is not known or not active.</summary>
    public async Task<SiloProcess?> FindAsync(IAddressable grain)
    {
        try
        {
            SiloAddress? address = await Orleans.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
            return Silos.FirstOrDefault(silo => silo.SiloPort == address?.Endpoint.Port);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await host.StopAsync(patience.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or OrleansException)
        {
            // The silos end all the same.
        }

        host.Dispose();
        foreach (SiloProcess silo in Silos)
            silo.Kill();
        foreach (SiloProcess silo in Silos.Where(silo => silo.IsRunning))
            await silo.WaitForExitAsync(CancellationToken.None);
    }
}
