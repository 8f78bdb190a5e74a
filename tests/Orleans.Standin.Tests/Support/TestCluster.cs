using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Orleans.Runtime.Activations;
using Starling.TestSupport.Services;

namespace Orleans.Standin.Tests.Support;

/// <summary>A cluster of hosts in this process, which know each other over TCP only.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];
    private readonly Action<ISiloBuilder>? _configure;
    private readonly int _primaryPort = FreePorts.Next();

    private TestCluster(Action<ISiloBuilder>? configure)
    {
        _configure = configure;
        ClusterId = $"test-{_primaryPort}";
    }

    public string ClusterId { get; }

    public IReadOnlyList<IHost> Hosts => _hosts;

    public IGrainFactory Grains => Factory(0);

    public List<int> GatewayPorts { get; } = [];

    public static async Task<TestCluster> StartAsync(int silos = 1, Action<ISiloBuilder>? configure = null)
    {
        var cluster = new TestCluster(configure);
        for (int index = 0; index < silos; index++) await cluster.StartSiloAsync();
        return cluster;
    }

    public IGrainFactory Factory(int silo) => _hosts[silo].Services.GetRequiredService<IGrainFactory>();

    public SiloRuntime Silo(int silo) => _hosts[silo].Services.GetRequiredService<SiloRuntime>();

    public async Task<IHost> StartSiloAsync()
    {
        int siloPort = _hosts.Count == 0 ? _primaryPort : FreePorts.Next();
        int gatewayPort = FreePorts.Next();
        IHost host = NewHost(builder =>
        {
            builder.UseLocalhostClustering(siloPort, gatewayPort, new IPEndPoint(IPAddress.Loopback, _primaryPort), ClusterId, ClusterId);
            _configure?.Invoke(builder);
        });
        await host.StartAsync();
        _hosts.Add(host);
        GatewayPorts.Add(gatewayPort);
        return host;
    }

    public async Task<IHost> StartClientAsync(Action<IClientBuilder>? configure = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering([.. GatewayPorts], ClusterId, ClusterId);
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
            configure?.Invoke(client);
        });
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public static IHost NewHost(Action<ISiloBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.UseOrleans(configure);
        return builder.Build();
    }

    /// <summary>A key for which a grain is active on a silo; the grain says where it is.</summary>
    public async Task<TGrain> FindOnAsync<TGrain>(int silo, Func<TGrain, Task<string>> where) where TGrain : IGrainWithStringKey
    {
        string wanted = Silo(silo).Identity;
        while (true)
        {
            TGrain grain = Grains.GetGrain<TGrain>(Guid.NewGuid().ToString("N"));
            if (string.Equals(await where(grain), wanted, StringComparison.Ordinal)) return grain;
        }
    }

    /// <summary>Ends a silo without letting it say goodbye.</summary>
    public Task KillAsync(int silo) => _hosts[silo].StopAsync(new CancellationToken(canceled: true));

    public async ValueTask DisposeAsync()
    {
        foreach (IHost host in Enumerable.Reverse(_hosts))
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
