using System.Collections.Concurrent;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Directory;

internal interface ISingleGrain : IGrainWithIntegerKey
{
    Task<string> WhereAsync();
}

internal sealed class SingleGrain : Grain, ISingleGrain
{
    public static readonly ConcurrentDictionary<long, int> Starts = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        Starts.AddOrUpdate(this.GetPrimaryKeyLong(), 1, (_, count) => count + 1);
    }

    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);
}

internal interface ILocalGrain : IGrainWithGuidKey
{
    Task<string> WhereAsync();
}

[PreferLocalPlacement]
internal sealed class LocalGrain : Grain, ILocalGrain
{
    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);
}

internal interface IPoolGrain : IGrainWithIntegerKey
{
    Task<string> HoldAsync(string gate);

    Task<Guid> PingAsync();
}

[StatelessWorker(2)]
internal sealed class PoolGrain : Grain, IPoolGrain
{
    private readonly Guid _instance = Guid.NewGuid();

    public async Task<string> HoldAsync(string gate)
    {
        Signals.Set(gate + "-held");
        await Signals.Wait(gate);
        return RuntimeIdentity;
    }

    public Task<Guid> PingAsync() => Task.FromResult(_instance);
}

public sealed class SingleActivationTests
{
    [Fact]
    public async Task A_grain_is_active_once_whoever_calls_it_first()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3);
        const int Grains = 20;

        string[][] places = await Task.WhenAll(Enumerable.Range(0, Grains).Select(key =>
            Task.WhenAll(Enumerable.Range(0, 200 / Grains * 20).Select(call => cluster.Factory(call % 3).GetGrain<ISingleGrain>(key).WhereAsync()))));

        Assert.All(places, calls => Assert.Single(calls.Distinct(StringComparer.Ordinal)));
        Assert.All(Enumerable.Range(0, Grains), key => Assert.Equal(1, SingleGrain.Starts[key]));
        Assert.True(places.SelectMany(calls => calls).Distinct(StringComparer.Ordinal).Count() > 1);
    }

    [Fact]
    public async Task A_grain_that_prefers_its_callers_silo_is_made_there()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 3);

        for (int silo = 0; silo < 3; silo++)
            Assert.Equal(cluster.Silo(silo).Identity, await cluster.Factory(silo).GetGrain<ILocalGrain>(Guid.NewGuid()).WhereAsync());
    }

    [Fact]
    public async Task A_stateless_worker_is_active_several_times_on_its_callers_silo()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        IPoolGrain grain = cluster.Factory(1).GetGrain<IPoolGrain>(0);
        string[] gates = [.. Enumerable.Range(0, 2).Select(_ => Guid.NewGuid().ToString())];

        Task<string>[] held = [.. gates.Select(gate => grain.HoldAsync(gate))];
        await Task.WhenAll(gates.Select(gate => Signals.Wait(gate + "-held")));
        Task<Guid> third = grain.PingAsync();
        Assert.Equal(2, cluster.Silo(1).Catalog.Count);
        foreach (string gate in gates) Signals.Set(gate);

        Assert.All(await Task.WhenAll(held), silo => Assert.Equal(cluster.Silo(1).Identity, silo));
        await third;
    }

    [Fact]
    public async Task The_management_grain_knows_silos_and_activations()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        ISingleGrain grain = cluster.Grains.GetGrain<ISingleGrain>(1_000_000);
        string where = await grain.WhereAsync();
        IManagementGrain management = cluster.Grains.GetGrain<IManagementGrain>(0);

        Assert.Equal(2, (await management.GetHosts(onlyActive: true)).Count);
        Assert.Equal(where, (await management.GetActivationAddress(grain))!.ToString());
        Assert.True(await management.GetTotalActivationCount() >= 2);
    }
}
