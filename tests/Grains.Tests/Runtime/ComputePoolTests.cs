using Starling.Grains.Runtime;
using Xunit;

namespace Starling.Grains.Tests.Runtime;

public sealed class ComputePoolTests
{
    [Fact]
    public async Task Keys_take_turns_and_each_keeps_its_order()
    {
        using var pool = new ComputePool(1);
        using var gate = new ManualResetEventSlim();
        Task<bool> held = HoldAsync(pool, gate);
        List<string> order = [];
        List<Task<bool>> all = [held];
        foreach (string work in (string[])["a1", "a2", "a3", "b1", "b2", "c1"])
        {
            all.Add(pool.RunAsync(work[..1], () =>
            {
                order.Add(work);
                return true;
            }));
        }

        gate.Set();
        await Task.WhenAll(all);

        Assert.Equal(["a1", "b1", "c1", "a2", "b2", "a3"], order);
    }

    [Fact]
    public async Task Work_of_no_job_takes_turns_too()
    {
        using var pool = new ComputePool(1);
        using var gate = new ManualResetEventSlim();
        Task<bool> held = HoldAsync(pool, gate);
        List<string> order = [];
        Task<bool> Add(string key, string work) => pool.RunAsync(key, () =>
        {
            order.Add(work);
            return true;
        });
        Task[] all = [held, Add("a", "a1"), Add("a", "a2"), pool.RunAsync(() =>
        {
            order.Add("none");
            return true;
        })];

        gate.Set();
        await Task.WhenAll(all);

        Assert.Equal(["a1", "none", "a2"], order);
    }

    [Fact]
    public async Task It_counts_what_computes_and_what_waits()
    {
        using var pool = new ComputePool(2);
        using var gate = new ManualResetEventSlim();
        using var started = new CountdownEvent(2);
        Task<bool> Hold() => pool.RunAsync(() =>
        {
            started.Signal();
            return gate.Wait(TimeSpan.FromMinutes(1));
        });
        Task<bool>[] all = [Hold(), Hold()];
        Assert.True(started.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
        Task<bool> third = pool.RunAsync("x", () => true, TestContext.Current.CancellationToken);

        Assert.Equal((2, 1), (pool.BusyCount, pool.QueuedCount));

        gate.Set();
        await Task.WhenAll([.. all, third]);
        Assert.Equal(0, pool.QueuedCount);
    }

    [Fact]
    public async Task What_is_cancelled_before_its_turn_does_not_start()
    {
        using var pool = new ComputePool(1);
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        Task<bool> held = HoldAsync(pool, gate);
        bool ran = false;
        Task<bool> second = pool.RunAsync("a", () => ran = true, cancel.Token);
        await cancel.CancelAsync();

        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(await held);
        Assert.False(ran);
    }

    [Fact]
    public async Task An_ended_pool_finishes_what_waits_and_takes_nothing_more()
    {
        var pool = new ComputePool(1);
        using var gate = new ManualResetEventSlim();
        Task<bool> held = HoldAsync(pool, gate);
        Task<int> waiting = pool.RunAsync("a", () => 7, TestContext.Current.CancellationToken);
        pool.Dispose();
        gate.Set();

        Assert.True(await held);
        Assert.Equal(7, await waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RunAsync("a", () => 8, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Lines_do_not_outlive_their_work()
    {
        var queue = new ComputeQueue();
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(queue.TryAdd($"job-{i}", () => { }));
            Assert.Equal(1, queue.LineCount);
            Assert.NotNull(queue.Take());
        }

        Assert.Equal((0, 0), (queue.LineCount, queue.Count));
    }

    /// <summary>Keeps the one thread busy, and returns once it is.</summary>
    private static Task<bool> HoldAsync(ComputePool pool, ManualResetEventSlim gate)
    {
        var started = new TaskCompletionSource();
        Task<bool> held = pool.RunAsync(() =>
        {
            started.SetResult();
            return gate.Wait(TimeSpan.FromMinutes(1));
        });
        Assert.True(started.Task.Wait(TimeSpan.FromMinutes(1)));
        return held;
    }
}
