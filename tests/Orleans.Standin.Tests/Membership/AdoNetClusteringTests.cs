using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService;
using Orleans.Standin.Tests.Hosting;
using Orleans.Standin.Tests.Support;
using Starling.TestSupport.Services;
using Xunit;

namespace Orleans.Standin.Tests.Membership;

[Collection(PostgreSqlCollection.Name)]
public sealed class AdoNetMembershipTableTests(PostgreSql database) : MembershipTableTests
{
    private protected override async Task<IMembershipTable> NewTableAsync()
    {
        var table = new AdoNetClusteringTable(
            Options.Create(new AdoNetClusteringSiloOptions { Invariant = "Npgsql", ConnectionString = database.Require() }),
            Options.Create(new ClusterOptions { ClusterId = Guid.NewGuid().ToString("N") }));
        await table.InitializeMembershipTable(tryInitTableVersion: true);
        return table;
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class AdoNetClusteringTests(PostgreSql database)
{
    private readonly string _clusterId = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Silos_and_clients_find_each_other_through_the_database()
    {
        string connection = database.Require();
        using IHost first = NewSilo(connection);
        using IHost second = NewSilo(connection);
        await first.StartAsync();
        await second.StartAsync();
        using IHost client = NewClient(options => options.ConnectionString = connection);
        await client.StartAsync();

        string[] keys = [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid().ToString())];
        foreach (string key in keys) Assert.Equal(1, await client.Services.GetGrain<ICounterGrain>(key).IncrementAsync());
        await second.StopAsync();
        foreach (string key in keys) Assert.InRange(await first.Services.GetGrain<ICounterGrain>(key).IncrementAsync(), 1, 2);

        await client.StopAsync();
        await first.StopAsync();
    }

    [Theory]
    [InlineData("", "Host=x")]
    [InlineData("Npgsql", "")]
    [InlineData("Unknown", "Host=x")]
    public async Task Options_that_cannot_work_are_refused_at_once(string invariant, string connection)
    {
        using IHost silo = NewSilo(connection, invariant);

        await Assert.ThrowsAsync<OrleansConfigurationException>(() => silo.StartAsync());
    }

    private IHost NewSilo(string connection, string invariant = "Npgsql") => TestCluster.NewHost(silo =>
    {
        silo.ConfigureEndpoints(IPAddress.Loopback, FreePorts.Next(), FreePorts.Next());
        silo.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = _clusterId);
        silo.UseAdoNetClustering((AdoNetClusteringSiloOptions options) =>
        {
            options.Invariant = invariant;
            options.ConnectionString = connection;
        });
    });

    private IHost NewClient(Action<AdoNetClusteringClientOptions> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = _clusterId);
            client.UseAdoNetClustering((AdoNetClusteringClientOptions options) =>
            {
                options.Invariant = "Npgsql";
                configure(options);
            });
        });
        return builder.Build();
    }
}
