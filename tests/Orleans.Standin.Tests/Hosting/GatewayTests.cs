using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Messaging;
using Orleans.Standin.Tests.Support;
using Starling.TestSupport.Services;
using Xunit;

namespace Orleans.Standin.Tests.Hosting;

/// <summary>Clients and their gateways.</summary>
public sealed class GatewayTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_client_goes_on_over_the_other_gateways_when_one_is_lost()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3);
        using IHost client = await cluster.StartClientAsync();
        string[] keys = [.. Enumerable.Range(0, 30).Select(_ => Guid.NewGuid().ToString())];
        foreach (string key in keys) await client.Services.GetGrain<ICounterGrain>(key).IncrementAsync();

        await cluster.Hosts[1].StopAsync();

        foreach (string key in keys) Assert.InRange(await client.Services.GetGrain<ICounterGrain>(key).IncrementAsync(), 1, 2);
        await client.StopAsync();
    }

    [Fact]
    public async Task A_client_comes_back_when_its_gateway_does()
    {
        int siloPort = FreePorts.Next();
        int gatewayPort = FreePorts.Next();
        IHost first = TestCluster.NewHost(silo => silo.UseLocalhostClustering(siloPort, gatewayPort));
        await first.StartAsync();
        using IHost client = NewClient(builder =>
        {
            builder.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, gatewayPort));
            builder.Configure<ConnectionOptions>(options => options.ConnectionRetryDelay = TimeSpan.FromMilliseconds(50));
        });
        await client.StartAsync();
        ICounterGrain grain = client.Services.GetGrain<ICounterGrain>("a");
        await grain.IncrementAsync();

        await first.StopAsync();
        first.Dispose();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.IncrementAsync());
        using IHost second = TestCluster.NewHost(silo => silo.UseLocalhostClustering(siloPort, gatewayPort));
        await second.StartAsync();

        Assert.Equal(1, await RetryAsync(grain));
        await client.StopAsync();
        await second.StopAsync();
    }

    [Fact]
    public async Task A_client_that_starts_before_the_cluster_waits_for_as_long_as_its_filter_wants()
    {
        int siloPort = FreePorts.Next();
        int gatewayPort = FreePorts.Next();
        var failures = new ConcurrentQueue<Exception>();
        using IHost silo = TestCluster.NewHost(builder => builder.UseLocalhostClustering(siloPort, gatewayPort));
        using IHost client = NewClient(builder =>
        {
            builder.UseLocalhostClustering(gatewayPort);
            builder.UseConnectionRetryFilter(async (exception, cancellation) =>
            {
                failures.Enqueue(exception);
                if (failures.Count == 2) await silo.StartAsync(cancellation);
                return true;
            });
        });

        await client.StartAsync();

        Assert.Equal(2, failures.Count);
        Assert.All(failures, failure => Assert.IsType<SiloUnavailableException>(failure));
        Assert.Equal(1, await client.Services.GetGrain<ICounterGrain>("a").IncrementAsync());
        await client.StopAsync();
        await silo.StopAsync();
    }

    [Fact]
    public async Task A_client_takes_its_gateways_from_a_list_of_the_hosts_own()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using IHost client = NewClient(builder =>
        {
            builder.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = cluster.ClusterId);
            builder.Services.AddSingleton<IGatewayListProvider>(new List(new Uri($"gwy.tcp://127.0.0.1:{cluster.GatewayPorts[0]}/0")));
        });
        await client.StartAsync();

        Assert.Equal(1, await client.Services.GetGrain<ICounterGrain>("a").IncrementAsync());
        await client.StopAsync();
    }

    [Fact]
    public async Task Several_connections_to_each_endpoint_serve_as_one_does()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2, configure: silo => silo.Configure<ConnectionOptions>(options => options.ConnectionsPerEndpoint = 3));

        int[] counts = await Task.WhenAll(Enumerable.Range(0, 50).Select(index => cluster.Factory(index % 2).GetGrain<ICounterGrain>($"lane-{index}").IncrementAsync()));

        Assert.All(counts, count => Assert.Equal(1, count));
    }

    private static IHost NewClient(Action<IClientBuilder> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(configure);
        return builder.Build();
    }

    private static async Task<int> RetryAsync(ICounterGrain grain)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            try
            {
                return await grain.IncrementAsync();
            }
            catch (SiloUnavailableException)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    private sealed class List(Uri gateway) : IGatewayListProvider
    {
        public TimeSpan MaxStaleness => TimeSpan.FromMinutes(1);

        public bool IsUpdatable => true;

        public Task InitializeGatewayListProvider() => Task.CompletedTask;

        public Task<IList<Uri>> GetGateways() => Task.FromResult<IList<Uri>>([gateway]);
    }
}
