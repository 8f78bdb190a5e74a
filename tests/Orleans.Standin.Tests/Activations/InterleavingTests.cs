using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Activations;

internal interface IGateGrain : IGrainWithStringKey
{
    Task HoldAsync(string gate);

    [ReadOnly]
    Task HoldReadingAsync(string gate);

    [ReadOnly]
    Task ReadAsync();

    Task PingAsync();

    [AlwaysInterleave]
    Task<string[]> GetLogAsync();

    Task CallMyselfAsync(string gate, bool allowReentrancy);
}

internal interface IReentrantGateGrain : IGateGrain;

internal abstract class GateGrainBase : Grain, IGateGrain
{
    private readonly ConcurrentQueue<string> _log = new();

    public async Task HoldAsync(string gate)
    {
        _log.Enqueue("hold");
        Signals.Set(gate + "-held");
        await Signals.Wait(gate);
        _log.Enqueue("released");
    }

    public Task HoldReadingAsync(string gate) => HoldAsync(gate);

    public Task ReadAsync()
    {
        _log.Enqueue("read");
        return Task.CompletedTask;
    }

    public Task PingAsync()
    {
        _log.Enqueue("ping");
        return Task.CompletedTask;
    }

    public Task<string[]> GetLogAsync() => Task.FromResult(_log.ToArray());

    public async Task CallMyselfAsync(string gate, bool allowReentrancy)
    {
        using RequestContext.ReentrancySection section =
            allowReentrancy ? RequestContext.AllowCallChainReentrancy() : RequestContext.SuppressCallChainReentrancy();
        Task inner = this.AsReference<IGateGrain>().PingAsync();
        Signals.Set(gate);
        await inner;
    }
}

internal sealed class GateGrain : GateGrainBase;

[Reentrant]
internal sealed class ReentrantGateGrain : GateGrainBase, IReentrantGateGrain;

public sealed class InterleavingTests
{
    private static readonly string PlainClass = typeof(GateGrain).FullName!;

    [Fact]
    public async Task A_call_waits_for_the_running_one_unless_it_always_interleaves()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        IGateGrain grain = cluster.Grains.GetGrain<IGateGrain>("a", PlainClass);
        string gate = Guid.NewGuid().ToString();

        Task held = grain.HoldAsync(gate);
        await Signals.Wait(gate + "-held");
        Task ping = grain.PingAsync();
        string[] duringHold = await grain.GetLogAsync();
        Signals.Set(gate);
        await Task.WhenAll(held, ping);

        Assert.Equal(["hold"], duringHold);
        Assert.Equal(["hold", "released", "ping"], await grain.GetLogAsync());
    }

    [Fact]
    public async Task A_reentrant_grain_serves_a_call_while_another_waits()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        IGateGrain grain = cluster.Grains.GetGrain<IReentrantGateGrain>("a");
        string gate = Guid.NewGuid().ToString();

        Task held = grain.HoldAsync(gate);
        await Signals.Wait(gate + "-held");
        await grain.PingAsync();
        Signals.Set(gate);
        await held;

        Assert.Equal(["hold", "ping", "released"], await grain.GetLogAsync());
    }

    [Fact]
    public async Task Read_only_calls_interleave_with_each_other_and_with_nothing_else()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        IGateGrain grain = cluster.Grains.GetGrain<IGateGrain>("a", PlainClass);
        string gate = Guid.NewGuid().ToString();

        Task held = grain.HoldReadingAsync(gate);
        await Signals.Wait(gate + "-held");
        Task ping = grain.PingAsync();
        await grain.ReadAsync();
        string[] duringHold = await grain.GetLogAsync();
        Signals.Set(gate);
        await Task.WhenAll(held, ping);

        Assert.Equal(["hold", "read"], duringHold);
        Assert.Equal(["hold", "read", "released", "ping"], await grain.GetLogAsync());
    }

    [Fact]
    public async Task A_grain_that_calls_itself_waits_until_the_call_times_out()
    {
        var time = new ManualTime();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.Services.AddSingleton<TimeProvider>(time));
        IGateGrain grain = cluster.Grains.GetGrain<IGateGrain>("a", PlainClass);
        string gate = Guid.NewGuid().ToString();

        Task call = grain.CallMyselfAsync(gate, allowReentrancy: false);
        await Signals.Wait(gate);
        time.Advance(TimeSpan.FromSeconds(32));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
    }

    [Fact]
    public async Task A_grain_that_allows_its_call_chain_can_call_itself()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        IGateGrain grain = cluster.Grains.GetGrain<IGateGrain>("a", PlainClass);

        await grain.CallMyselfAsync(Guid.NewGuid().ToString(), allowReentrancy: true);

        Assert.Equal(["ping"], await grain.GetLogAsync());
    }
}
