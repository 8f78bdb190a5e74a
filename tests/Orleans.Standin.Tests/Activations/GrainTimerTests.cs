using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Activations;

internal interface ITimerGrain : IGrainWithStringKey
{
    Task StartAsync(bool interleave, TimeSpan period);

    Task StartHeldAsync(string gate);

    Task HoldAsync(string gate);

    Task StopAsync();

    Task ChangeAsync(TimeSpan dueTime);

    Task PingAsync();

    Task StartFailingAsync();

    Task StartElsewhereAsync();
}

internal sealed class TimerGrain : Grain, ITimerGrain
{
    public static readonly ConcurrentDictionary<string, Channel<int>> Ticks = new(StringComparer.Ordinal);
    private IGrainTimer? _timer;
    private int _ticks;

    public static ChannelReader<int> TicksOf(string key) => Ticks.GetOrAdd(key, _ => Channel.CreateUnbounded<int>()).Reader;

    public Task StartAsync(bool interleave, TimeSpan period)
    {
        _timer = this.RegisterGrainTimer(
            _ => TickAsync(), new GrainTimerCreationOptions { DueTime = TimeSpan.FromSeconds(1), Period = period, Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartHeldAsync(string gate)
    {
        _timer = this.RegisterGrainTimer(
            async () =>
            {
                await TickAsync();
                await Signals.Wait(gate);
            },
            new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)) { Interleave = true });
        return Task.CompletedTask;
    }

    public Task HoldAsync(string gate)
    {
        Signals.Set(gate + "-held");
        return Signals.Wait(gate);
    }

    public Task StopAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task ChangeAsync(TimeSpan dueTime)
    {
        _timer!.Change(dueTime, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task PingAsync() => Task.CompletedTask;

    public Task StartFailingAsync()
    {
        this.RegisterGrainTimer(
            async () =>
            {
                await TickAsync();
                throw new InvalidOperationException("tick");
            },
            TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public Task StartElsewhereAsync() => Task.Run(() => StartAsync(interleave: false, TimeSpan.FromSeconds(1)));

    private async Task TickAsync() => await Ticks.GetOrAdd(this.GetPrimaryKeyString(), _ => Channel.CreateUnbounded<int>()).Writer.WriteAsync(++_ticks);
}

public sealed class GrainTimerTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly string _key = Guid.NewGuid().ToString();
    private TestCluster _cluster = null!;
    private ITimerGrain _grain = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(configure: silo => silo.Services.AddSingleton<TimeProvider>(_time));
        _grain = _cluster.Grains.GetGrain<ITimerGrain>(_key);
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Ticks_come_when_due_and_after_every_period()
    {
        await _grain.StartAsync(interleave: false, TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await NextTickAsync());
        await _grain.PingAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await _grain.PingAsync();
        Assert.False(TimerGrain.TicksOf(_key).TryPeek(out _));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await NextTickAsync());
    }

    [Fact]
    public async Task A_tick_never_overlaps_the_next_one()
    {
        string gate = Guid.NewGuid().ToString();
        await _grain.StartHeldAsync(gate);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await NextTickAsync());
        _time.Advance(TimeSpan.FromSeconds(10));
        await _grain.PingAsync();

        Assert.False(TimerGrain.TicksOf(_key).TryPeek(out _));
        Signals.Set(gate);
    }

    [Fact]
    public async Task A_tick_waits_for_a_running_call()
    {
        string gate = Guid.NewGuid().ToString();
        await _grain.StartAsync(interleave: false, TimeSpan.FromSeconds(1));
        Task held = _grain.HoldAsync(gate);
        await Signals.Wait(gate + "-held");

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(TimerGrain.TicksOf(_key).TryPeek(out _));
        Signals.Set(gate);
        await held;

        Assert.Equal(1, await NextTickAsync());
    }

    [Fact]
    public async Task An_interleaving_tick_does_not_wait()
    {
        string gate = Guid.NewGuid().ToString();
        await _grain.StartAsync(interleave: true, TimeSpan.FromSeconds(1));
        Task held = _grain.HoldAsync(gate);
        await Signals.Wait(gate + "-held");

        _time.Advance(TimeSpan.FromSeconds(1));
        int tick = await NextTickAsync();
        Signals.Set(gate);
        await held;

        Assert.Equal(1, tick);
    }

    [Fact]
    public async Task A_failing_callback_does_not_stop_the_timer()
    {
        await _grain.StartFailingAsync();

        for (int tick = 1; tick <= 3; tick++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(tick, await NextTickAsync());
            await _grain.PingAsync();
        }
    }

    [Fact]
    public async Task A_disposed_timer_ticks_no_more()
    {
        await _grain.StartAsync(interleave: false, TimeSpan.FromSeconds(1));
        await _grain.StopAsync();

        _time.Advance(TimeSpan.FromSeconds(10));
        await _grain.PingAsync();

        Assert.False(TimerGrain.TicksOf(_key).TryPeek(out _));
    }

    [Fact]
    public async Task A_changed_timer_has_its_new_times()
    {
        await _grain.StartAsync(interleave: false, TimeSpan.FromSeconds(1));
        await _grain.ChangeAsync(TimeSpan.FromSeconds(5));

        _time.Advance(TimeSpan.FromSeconds(4));
        await _grain.PingAsync();
        Assert.False(TimerGrain.TicksOf(_key).TryPeek(out _));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await NextTickAsync());
        await _grain.PingAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await _grain.PingAsync();
        Assert.False(TimerGrain.TicksOf(_key).TryPeek(out _));
    }

    [Fact]
    public Task A_timer_is_not_started_outside_the_grain() =>
        Assert.ThrowsAsync<InvalidOperationException>(() => _grain.StartElsewhereAsync());

    private async Task<int> NextTickAsync() => await TimerGrain.TicksOf(_key).ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
}
