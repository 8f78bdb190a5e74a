using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Activations;

internal interface ILifeGrain : IGrainWithStringKey
{
    Task<Guid> GetInstanceAsync();

    Task<string> GetSiloAsync();

    Task EndAsync();

    Task DelayAsync(TimeSpan time);

    Task HoldAsync(string gate);
}

internal sealed class LifeGrain : Grain, ILifeGrain, IDisposable
{
    public static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Logs = new(StringComparer.Ordinal);
    private readonly Guid _instance = Guid.NewGuid();

    public static string[] LogOf(string key) => Logs.TryGetValue(key, out ConcurrentQueue<string>? log) ? [.. log] : [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Log("activated");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Log(reason.ReasonCode.ToString());
        return Task.CompletedTask;
    }

    public Task<Guid> GetInstanceAsync() => Task.FromResult(_instance);

    public Task<string> GetSiloAsync() => Task.FromResult(RuntimeIdentity);

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task DelayAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task HoldAsync(string gate)
    {
        Signals.Set(gate + "-held");
        return Signals.Wait(gate);
    }

    public void Dispose() => Log("disposed");

    private void Log(string line) => Logs.GetOrAdd(this.GetPrimaryKeyString(), _ => new ConcurrentQueue<string>()).Enqueue(line);
}

internal interface IFailingStartGrain : IGrainWithStringKey
{
    Task PingAsync();
}

internal sealed class FailingStartGrain : Grain, IFailingStartGrain
{
    private static int _attempts;

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        Interlocked.Increment(ref _attempts) == 1 ? throw new InvalidOperationException("first attempt") : Task.CompletedTask;

    public Task PingAsync() => Task.CompletedTask;
}

internal interface IKeptGrain : ILifeGrainBase;

internal interface ILifeGrainBase : IGrainWithStringKey
{
    Task<Guid> GetInstanceAsync();
}

[KeepAlive]
internal sealed class KeptGrain : Grain, IKeptGrain
{
    private readonly Guid _instance = Guid.NewGuid();

    public Task<Guid> GetInstanceAsync() => Task.FromResult(_instance);
}

public sealed class LifeTests
{
    private readonly string _key = Guid.NewGuid().ToString();

    [Fact]
    public async Task An_activation_that_ends_is_followed_by_a_new_one()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ILifeGrain grain = cluster.Grains.GetGrain<ILifeGrain>(_key);

        Guid first = await grain.GetInstanceAsync();
        await grain.EndAsync();
        Guid second = await grain.GetInstanceAsync();

        Assert.NotEqual(first, second);
        Assert.Equal(["activated", "ApplicationRequested", "disposed", "activated"], LifeGrain.LogOf(_key));
    }

    [Fact]
    public async Task Calls_that_wait_when_an_activation_ends_are_served_by_the_next_one()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ILifeGrain grain = cluster.Grains.GetGrain<ILifeGrain>(_key);
        string gate = Guid.NewGuid().ToString();
        Guid first = await grain.GetInstanceAsync();

        Task held = grain.HoldAsync(gate);
        await Signals.Wait(gate + "-held");
        cluster.Silo(0).Catalog.Find(grain.GetGrainId())!.Deactivate(new DeactivationReason(DeactivationReasonCode.RuntimeRequested, "test"));
        Task<Guid> waiting = grain.GetInstanceAsync();
        Assert.DoesNotContain("RuntimeRequested", LifeGrain.LogOf(_key));
        Signals.Set(gate);
        await held;

        Assert.NotEqual(first, await waiting);
    }

    [Fact]
    public async Task An_idle_activation_is_collected_and_a_delayed_one_later()
    {
        var time = new ManualTime();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo =>
        {
            silo.Services.AddSingleton<TimeProvider>(time);
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromMinutes(3));
        });
        ILifeGrain idle = cluster.Grains.GetGrain<ILifeGrain>(_key);
        ILifeGrain delayed = cluster.Grains.GetGrain<ILifeGrain>(_key + "-delayed");
        IKeptGrain kept = cluster.Grains.GetGrain<IKeptGrain>(_key);
        await idle.GetInstanceAsync();
        await delayed.DelayAsync(TimeSpan.FromMinutes(30));
        Guid keptInstance = await kept.GetInstanceAsync();
        Task ended = cluster.Silo(0).Catalog.Find(idle.GetGrainId())!.Deactivated;

        for (int minute = 0; minute < 6; minute++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            cluster.Silo(0).Catalog.Collect(age: null);
        }

        await ended.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["activated", "ActivationIdle", "disposed"], LifeGrain.LogOf(_key));
        Assert.Equal(["activated"], LifeGrain.LogOf(_key + "-delayed"));
        Assert.Equal(keptInstance, await kept.GetInstanceAsync());
    }

    [Fact]
    public async Task The_collector_runs_every_quantum()
    {
        var time = new ManualTime();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.Services.AddSingleton<TimeProvider>(time));
        ILifeGrain grain = cluster.Grains.GetGrain<ILifeGrain>(_key);
        await grain.GetInstanceAsync();
        Task ended = cluster.Silo(0).Catalog.Find(grain.GetGrainId())!.Deactivated;

        time.Advance(TimeSpan.FromMinutes(16));

        await ended.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_grain_that_cannot_start_tells_its_callers_and_may_start_later()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        IFailingStartGrain grain = cluster.Grains.GetGrain<IFailingStartGrain>(_key);

        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.PingAsync());
        await grain.PingAsync();

        Assert.Equal("first attempt", failure.Message);
    }

    [Fact]
    public async Task A_silo_that_stops_deactivates_its_grains_and_they_go_on_elsewhere()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        ILifeGrain grain = await cluster.FindOnAsync<ILifeGrain>(1, grain => grain.GetSiloAsync());
        string key = grain.GetPrimaryKeyString();
        Guid before = await grain.GetInstanceAsync();

        await cluster.Hosts[1].StopAsync();

        Assert.Equal(["activated", "ShuttingDown", "disposed"], LifeGrain.LogOf(key));
        Assert.NotEqual(before, await grain.GetInstanceAsync());
        Assert.Equal(cluster.Silo(0).Identity, await grain.GetSiloAsync());
    }

    [Fact]
    public async Task A_killed_silo_fails_the_calls_that_it_had_and_its_grains_go_on_elsewhere()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        ILifeGrain grain = await cluster.FindOnAsync<ILifeGrain>(1, grain => grain.GetSiloAsync());
        string gate = Guid.NewGuid().ToString();
        Task held = grain.HoldAsync(gate);
        await Signals.Wait(gate + "-held");

        await cluster.KillAsync(1);

        await Assert.ThrowsAsync<SiloUnavailableException>(() => held);
        Assert.Equal(["activated"], LifeGrain.LogOf(grain.GetPrimaryKeyString()));
        Assert.Equal(cluster.Silo(0).Identity, await grain.GetSiloAsync());
        Signals.Set(gate);
    }
}
