using Orleans.Concurrency;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Activations;

internal interface ITurnGrain : IGrainWithStringKey
{
    Task<bool> WorkAsync(int awaits);

    Task<int> GetMostRunningAsync();

    Task<bool> AwaitsComeBackAsync();
}

internal interface IReentrantTurnGrain : ITurnGrain;

internal abstract class TurnGrainBase : Grain, ITurnGrain
{
    private int _insideSegment;
    private int _running;
    private int _mostRunning;

    public async Task<bool> WorkAsync(int awaits)
    {
        bool overlapped = false;
        _mostRunning = Math.Max(_mostRunning, ++_running);
        for (int index = 0; index < awaits; index++)
        {
            overlapped |= Interlocked.Exchange(ref _insideSegment, 1) != 0;
            Thread.SpinWait(200);
            Interlocked.Exchange(ref _insideSegment, 0);
            if (index % 2 == 0) await Task.Yield();
            else await Task.Run(static () => Thread.SpinWait(50));
        }

        _running--;
        return overlapped;
    }

    public Task<int> GetMostRunningAsync() => Task.FromResult(_mostRunning);

    public async Task<bool> AwaitsComeBackAsync()
    {
        TaskScheduler scheduler = TaskScheduler.Current;
        await Task.Run(static () => { });
        bool first = ReferenceEquals(TaskScheduler.Current, scheduler) && ReferenceEquals(RuntimeContext.Current, GrainContext);
        await Task.Yield();
        return first && ReferenceEquals(TaskScheduler.Current, scheduler) && scheduler != TaskScheduler.Default;
    }
}

internal sealed class TurnGrain : TurnGrainBase;

[Reentrant]
internal sealed class ReentrantTurnGrain : TurnGrainBase, IReentrantTurnGrain;

public sealed class TurnTests
{
    [Fact]
    public async Task Calls_of_a_grain_run_one_after_the_other()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ITurnGrain grain = cluster.Grains.GetGrain<ITurnGrain>("a", typeof(TurnGrain).FullName);

        bool[] overlapped = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => grain.WorkAsync(6)));

        Assert.DoesNotContain(true, overlapped);
        Assert.Equal(1, await grain.GetMostRunningAsync());
    }

    [Fact]
    public async Task Calls_of_a_reentrant_grain_interleave_but_their_turns_do_not_overlap()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ITurnGrain grain = cluster.Grains.GetGrain<IReentrantTurnGrain>("a");

        bool[] overlapped = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => grain.WorkAsync(6)));

        Assert.DoesNotContain(true, overlapped);
        Assert.True(await grain.GetMostRunningAsync() > 1);
    }

    [Fact]
    public async Task Code_after_an_await_is_on_the_activation_again()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();

        Assert.True(await cluster.Grains.GetGrain<IReentrantTurnGrain>("a").AwaitsComeBackAsync());
    }

    [Fact]
    public async Task A_grain_sees_nothing_of_its_callers_execution_context()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ContextProbeGrain.Ambient.Value = "caller";

        Assert.Null(await cluster.Grains.GetGrain<IContextProbeGrain>("a").GetAmbientAsync());
    }
}

internal interface IContextProbeGrain : IGrainWithStringKey
{
    Task<string?> GetAmbientAsync();
}

internal sealed class ContextProbeGrain : Grain, IContextProbeGrain
{
    public static readonly AsyncLocal<string?> Ambient = new();

    public Task<string?> GetAmbientAsync() => Task.FromResult(Ambient.Value);
}
