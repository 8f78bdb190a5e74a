using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Standin.Tests.Support;
using Starling.TestSupport.Services;
using Xunit;

namespace Orleans.Standin.Tests.Hosting;

internal interface ICounterGrain : IGrainWithStringKey
{
    Task<int> IncrementAsync();

    ValueTask<int> ReadAsync();

    ValueTask ResetAsync();

    Task<ICounterGrain> GetSelfAsync();

    Task<int> IncrementOtherAsync(ICounterGrain other);
}

internal sealed class CounterGrain(IGrainContext context) : Grain, ICounterGrain
{
    private int _count;

    public Task<int> IncrementAsync() => Task.FromResult(++_count);

    public ValueTask<int> ReadAsync() => new(_count);

    public ValueTask ResetAsync()
    {
        _count = 0;
        return default;
    }

    public Task<ICounterGrain> GetSelfAsync()
    {
        Assert.Same(this, context.GrainInstance);
        return Task.FromResult(this.AsReference<ICounterGrain>());
    }

    public Task<int> IncrementOtherAsync(ICounterGrain other) => other.IncrementAsync();
}

public sealed class ClusterTests
{
    [Fact]
    public async Task Two_clusters_in_a_process_know_nothing_of_each_other()
    {
        await using TestCluster first = await TestCluster.StartAsync(silos: 2);
        await using TestCluster second = await TestCluster.StartAsync(silos: 2);

        await first.Grains.GetGrain<ICounterGrain>("a").IncrementAsync();
        await first.Grains.GetGrain<ICounterGrain>("a").IncrementAsync();

        Assert.Equal(1, await second.Grains.GetGrain<ICounterGrain>("a").IncrementAsync());
        Assert.Equal(2, second.Silo(0).Membership.ActiveSilos.Count);
        Assert.Empty(first.Silo(0).Membership.ActiveSilos.Intersect(second.Silo(0).Membership.ActiveSilos));
    }

    [Fact]
    public async Task A_port_that_another_silo_has_is_refused()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        int taken = cluster.Silo(0).Address.Endpoint.Port;
        using IHost sameSiloPort = TestCluster.NewHost(silo => silo.UseLocalhostClustering(taken, FreePorts.Next(), clusterId: "other"));
        using IHost sameGateway = TestCluster.NewHost(silo => silo.UseLocalhostClustering(FreePorts.Next(), cluster.GatewayPorts[0]));

        await Assert.ThrowsAsync<AddressInUseException>(() => sameSiloPort.StartAsync());
        await Assert.ThrowsAsync<AddressInUseException>(() => sameGateway.StartAsync());
    }

    [Fact]
    public async Task A_silo_waits_for_the_primary()
    {
        int primary = FreePorts.Next();
        var endpoint = new IPEndPoint(IPAddress.Loopback, primary);
        using IHost second = TestCluster.NewHost(silo => silo.UseLocalhostClustering(FreePorts.Next(), FreePorts.Next(), endpoint));
        using IHost first = TestCluster.NewHost(silo => silo.UseLocalhostClustering(primary, FreePorts.Next()));

        Task starting = second.StartAsync();
        Assert.False(starting.IsCompleted);
        await first.StartAsync();
        await starting;

        Assert.Equal(2, first.Services.GetRequiredService<ISiloStatusOracle>().GetApproximateSiloStatuses(onlyActive: true).Count);
        await second.StopAsync();
        await first.StopAsync();
    }

    [Fact]
    public async Task A_client_calls_through_a_gateway_and_sees_the_same_grains()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3);
        using IHost client = await cluster.StartClientAsync();

        for (int key = 0; key < 20; key++)
        {
            string name = $"counter-{key}";
            await cluster.Factory(key % 3).GetGrain<ICounterGrain>(name).IncrementAsync();
            Assert.Equal(2, await client.Services.GetGrain<ICounterGrain>(name).IncrementAsync());
            Assert.Equal(2, await client.Services.GetGrain<ICounterGrain>(name).ReadAsync());
            await client.Services.GetGrain<ICounterGrain>(name).ResetAsync();
        }

        await client.StopAsync();
    }

    [Fact]
    public async Task A_client_without_a_gateway_does_not_start_and_one_that_lost_it_says_so()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using IHost client = await cluster.StartClientAsync();
        ICounterGrain grain = client.Services.GetGrain<ICounterGrain>("a");
        await grain.IncrementAsync();

        await cluster.Hosts[0].StopAsync();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.IncrementAsync());
        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.StartClientAsync());
        await client.StopAsync();
    }

    [Fact]
    public async Task References_cross_silos_and_are_equal_when_they_name_the_same_grain()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        ICounterGrain grain = cluster.Grains.GetGrain<ICounterGrain>("a");
        ICounterGrain self = await grain.GetSelfAsync();

        Assert.Equal(grain, self);
        Assert.Equal("a", self.GetPrimaryKeyString());
        Assert.Equal(GrainId.Create("counter", "a"), self.GetGrainId());
        Assert.Equal(1, await cluster.Grains.GetGrain<ICounterGrain>("b").IncrementOtherAsync(self));
        Assert.Equal(1, await cluster.Factory(1).GetGrain<ICounterGrain>("a").ReadAsync());
    }

    [Fact]
    public async Task A_silo_tells_who_it_is()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ILocalSiloDetails details = cluster.Hosts[0].Services.GetRequiredService<ILocalSiloDetails>();

        Assert.Equal(cluster.ClusterId, details.ClusterId);
        Assert.Equal(cluster.GatewayPorts[0], details.GatewayAddress.Endpoint.Port);
        Assert.StartsWith("Silo_", details.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_is_a_silo_or_a_client()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans();

        Assert.Throws<OrleansConfigurationException>(() => builder.UseOrleansClient());
    }

    [Theory]
    [InlineData("", 1, 15)]
    [InlineData("c", 0, 15)]
    [InlineData("c", 1, 1)]
    public async Task Options_that_cannot_work_are_refused(string clusterId, int quantumMinutes, int ageMinutes)
    {
        using IHost host = TestCluster.NewHost(silo =>
        {
            silo.UseLocalhostClustering(FreePorts.Next(), FreePorts.Next(), clusterId: clusterId);
            silo.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromMinutes(quantumMinutes);
                options.CollectionAge = TimeSpan.FromMinutes(ageMinutes);
            });
        });

        await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
    }

    [Fact]
    public async Task The_older_host_builder_works_too()
    {
        using IHost host = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering(FreePorts.Next(), FreePorts.Next())).Build();
        await host.StartAsync();

        Assert.Equal(1, await host.Services.GetGrain<ICounterGrain>("a").IncrementAsync());
        await host.StopAsync();
    }
}
