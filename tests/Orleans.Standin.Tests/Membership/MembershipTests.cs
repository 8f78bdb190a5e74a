using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.Activations;
using Orleans.Runtime.MembershipService;
using Orleans.Standin.Tests.Support;
using Starling.TestSupport.Services;
using Xunit;

namespace Orleans.Standin.Tests.Membership;

internal interface ILingeringGrain : IGrainWithStringKey
{
    Task<string> WhereAsync();

    Task WriteAfterAsync(string gate);
}

internal sealed class LingeringGrain : Grain, ILingeringGrain
{
    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);

    public async Task WriteAfterAsync(string gate)
    {
        Signals.Set(gate + "-held");
        await Signals.Wait(gate);
        Signals.Set(gate + "-written");
    }
}

/// <summary>Silos over a table that anybody could have written.</summary>
public sealed class MembershipTests
{
    private readonly InMemoryMembershipTable _table = new();

    [Fact]
    public async Task Silos_find_each_other_through_a_table_of_the_hosts_own()
    {
        await using TestCluster cluster = await StartAsync(3);

        MembershipTableData table = await _table.ReadAll();

        Assert.Equal(3, table.Members.Count(row => row.Item1.Status == SiloStatus.Active));
        Assert.All(Enumerable.Range(0, 3), silo => Assert.Equal(3, cluster.Silo(silo).ActiveSilos.Count));
        Assert.All(table.Members, row => Assert.Contains(row.Item1.ProxyPort, cluster.GatewayPorts));
    }

    [Fact]
    public async Task A_silo_that_the_table_says_is_dead_stops_serving_at_once_and_ends()
    {
        await using TestCluster cluster = await StartAsync(2);
        ILingeringGrain grain = await cluster.FindOnAsync<ILingeringGrain>(1, grain => grain.WhereAsync());
        string gate = Guid.NewGuid().ToString();
        Task held = grain.WriteAfterAsync(gate);
        await Signals.Wait(gate + "-held");

        await DeclareDeadAsync(cluster.Silo(1).Address);
        cluster.Silo(1).MembershipAgent.WantRefresh();
        string context = await Ends.Of(cluster.Silo(1)).WaitAsync(TimeSpan.FromSeconds(30));
        Signals.Set(gate);

        Assert.Contains("dead", context, StringComparison.Ordinal);
        Assert.Equal(SiloStatus.Dead, cluster.Silo(1).CurrentStatus);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => held);
        Assert.Equal(cluster.Silo(0).Identity, await CallAsync(grain));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => cluster.Factory(1).GetGrain<ILingeringGrain>("x").WhereAsync());
        Assert.False(Signals.IsSet(gate + "-written"));
    }

    [Fact]
    public async Task An_earlier_run_at_the_same_endpoint_is_declared_dead()
    {
        int port = FreePorts.Next();
        SiloAddress earlier = SiloAddress.New(IPAddress.Loopback, port, 1);
        await InsertAsync(earlier, DateTime.UtcNow);

        using IHost host = NewHost(port, _ => { });
        await host.StartAsync();

        Assert.Equal(SiloStatus.Dead, (await _table.ReadRow(earlier)).Members[0].Item1.Status);
        Assert.Single(host.Services.GetRequiredService<SiloRuntime>().ActiveSilos);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_silo_that_finds_a_later_run_at_its_endpoint_does_not_start()
    {
        int port = FreePorts.Next();
        await InsertAsync(SiloAddress.New(IPAddress.Loopback, port, int.MaxValue), DateTime.UtcNow);
        using IHost host = NewHost(port, _ => { });

        OrleansException refused = await Assert.ThrowsAsync<OrleansException>(() => host.StartAsync());

        Assert.Contains("later one", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_does_not_join_beside_one_that_it_cannot_reach_unless_that_one_is_stale()
    {
        SiloAddress unreachable = SiloAddress.New(IPAddress.Loopback, FreePorts.Next(), 1);
        await InsertAsync(unreachable, DateTime.UtcNow);
        using IHost refused = NewHost(FreePorts.Next(), options => options.MaxJoinAttemptTime = TimeSpan.FromSeconds(1));
        using IHost joins = NewHost(FreePorts.Next(), _ => { });

        OrleansException failure = await Assert.ThrowsAsync<OrleansException>(() => refused.StartAsync());
        await _table.UpdateIAmAlive(new MembershipEntry { SiloAddress = unreachable, IAmAliveTime = DateTime.UtcNow.AddDays(-1) });
        MembershipTableData table = await _table.ReadAll();
        (MembershipEntry entry, string tag) = table.TryGet(unreachable)!;
        entry.StartTime = entry.IAmAliveTime;
        await _table.UpdateRow(entry, tag, table.Version.Next());
        await joins.StartAsync();

        Assert.Contains(unreachable.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Equal(SiloStatus.Active, joins.Services.GetRequiredService<ISiloStatusOracle>().CurrentStatus);
        await joins.StopAsync();
    }

    [Fact]
    public async Task A_silo_says_goodbye_to_the_table()
    {
        await using TestCluster cluster = await StartAsync(2);
        SiloAddress gone = cluster.Silo(1).Address;

        await cluster.Hosts[1].StopAsync();

        Assert.Equal(SiloStatus.Dead, (await _table.ReadRow(gone)).Members[0].Item1.Status);
        Assert.Equal(SiloStatus.Dead, cluster.Silo(0).GetApproximateSiloStatus(gone));
        Assert.Single(cluster.Silo(0).ActiveSilos);
    }

    [Fact]
    public async Task A_host_without_clustering_does_not_start()
    {
        using IHost host = TestCluster.NewHost(silo => silo.ConfigureEndpoints(IPAddress.Loopback, FreePorts.Next(), FreePorts.Next()));

        await Assert.ThrowsAsync<OrleansConfigurationException>(() => host.StartAsync());
    }

    private Task<TestCluster> StartAsync(int silos) => TestCluster.StartAsync(silos, silo =>
    {
        silo.Services.AddSingleton<IMembershipTable>(_table);
        silo.Services.AddSingleton<IFatalErrorHandler, Ends>();
    });

    private IHost NewHost(int port, Action<ClusterMembershipOptions> configure) => TestCluster.NewHost(silo =>
    {
        silo.ConfigureEndpoints(IPAddress.Loopback, port, 0);
        silo.Configure(configure);
        silo.Services.AddSingleton<IMembershipTable>(_table);
    });

    private async Task DeclareDeadAsync(SiloAddress silo)
    {
        MembershipTableData table = await _table.ReadAll();
        (MembershipEntry entry, string tag) = table.TryGet(silo)!;
        entry.Status = SiloStatus.Dead;
        Assert.True(await _table.UpdateRow(entry, tag, table.Version.Next()));
    }

    private async Task InsertAsync(SiloAddress silo, DateTime time) => Assert.True(await _table.InsertRow(
        new MembershipEntry { SiloAddress = silo, SiloName = "other", HostName = "host", Status = SiloStatus.Active, StartTime = time, IAmAliveTime = time },
        (await _table.ReadAll()).Version.Next()));

    private static async Task<string> CallAsync(ILingeringGrain grain)
    {
        while (true)
        {
            try
            {
                return await grain.WhereAsync();
            }
            catch (SiloUnavailableException)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Lets the process live.</summary>
    internal sealed class Ends : IFatalErrorHandler
    {
        private static readonly System.Collections.Concurrent.ConcurrentDictionary<object, TaskCompletionSource<string>> Seen = new();

        public static Task<string> Of(object silo) => Seen.GetOrAdd(silo, _ => new TaskCompletionSource<string>()).Task;

        public bool IsUnexpected(Exception exception) => true;

        public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null) =>
            Seen.GetOrAdd(sender!, _ => new TaskCompletionSource<string>()).TrySetResult(context!);
    }
}
