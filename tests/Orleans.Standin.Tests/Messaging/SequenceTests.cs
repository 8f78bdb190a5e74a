using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Messaging;

internal interface ISequenceGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> CountAsync(int count);

    IAsyncEnumerable<string?> HoldAsync(string gate, CancellationToken cancellationToken = default);

    IAsyncEnumerable<int> FailAsync(int after);

    Task<string> WhereAsync();

    Task EndAsync();

    Task<int> GetProducedAsync();
}

internal sealed class SequenceGrain : Grain, ISequenceGrain
{
    private int _produced;

    public async IAsyncEnumerable<int> CountAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            _produced++;
            if (number % 7 == 3) await Task.Yield();
            yield return number;
        }
    }

    public async IAsyncEnumerable<string?> HoldAsync(string gate, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return "first";
            yield return null;
            Signals.Set(gate + "-held");
            await Signals.Wait(gate).WaitAsync(cancellationToken);
            yield return "last";
        }
        finally
        {
            Signals.Set(gate + (cancellationToken.IsCancellationRequested ? "-cancelled" : "-closed"));
        }
    }

    public async IAsyncEnumerable<int> FailAsync(int after)
    {
        for (int number = 0; number < after; number++) yield return number;
        await Task.Yield();
        throw new InvalidOperationException("the sequence failed");
    }

    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);

    public Task EndAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> GetProducedAsync() => Task.FromResult(_produced);
}

[Collection(AloneCollection.Name)]
public sealed class SequenceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_sequence_crosses_whole_and_in_order(int silo)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        ISequenceGrain grain = await cluster.FindOnAsync<ISequenceGrain>(silo, grain => grain.WhereAsync());

        Assert.Equal(Enumerable.Range(0, 1_000), await grain.CountAsync(1_000).ToListAsync());
        Assert.Equal(Enumerable.Range(0, 10), await grain.CountAsync(10).WithBatchSize(1).ToListAsync());
        Assert.Empty(await grain.CountAsync(0).ToListAsync());
    }

    [Fact]
    public async Task A_sequence_reaches_a_client()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        using IHost client = await cluster.StartClientAsync();

        Assert.Equal(Enumerable.Range(0, 300), await client.Services.GetGrain<ISequenceGrain>("c").CountAsync(300).ToListAsync());
        await client.StopAsync();
    }

    [Fact]
    public async Task A_batch_has_no_more_elements_than_asked_for()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ISequenceGrain grain = cluster.Grains.GetGrain<ISequenceGrain>("a");

        await using IAsyncEnumerator<int> numbers = grain.CountAsync(1_000).WithBatchSize(2).GetAsyncEnumerator();
        await numbers.MoveNextAsync();

        Assert.InRange(await grain.GetProducedAsync(), 1, 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Leaving_early_closes_the_sequence_at_the_grain(int silo)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        ISequenceGrain grain = await cluster.FindOnAsync<ISequenceGrain>(silo, grain => grain.WhereAsync());
        string gate = Guid.NewGuid().ToString();

        await foreach (string? text in grain.HoldAsync(gate))
        {
            Assert.Equal("first", text);
            break;
        }

        await Signals.Wait(gate + "-cancelled");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task Cancelling_ends_both_sides(int silo, bool atTheCall)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        ISequenceGrain grain = await cluster.FindOnAsync<ISequenceGrain>(silo, grain => grain.WhereAsync());
        string gate = Guid.NewGuid().ToString();
        using var source = new CancellationTokenSource();

        Task<List<string?>> reading = atTheCall
            ? grain.HoldAsync(gate, source.Token).ToListAsync().AsTask()
            : grain.HoldAsync(gate).ToListAsync(source.Token).AsTask();
        await Signals.Wait(gate + "-held");
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await Signals.Wait(gate + "-cancelled");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task An_exception_comes_behind_the_elements_before_it(int silo)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        ISequenceGrain grain = await cluster.FindOnAsync<ISequenceGrain>(silo, grain => grain.WhereAsync());
        var numbers = new List<int>();

        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (int number in grain.FailAsync(5)) numbers.Add(number);
        });

        Assert.Equal("the sequence failed", failure.Message);
        Assert.Equal([0, 1, 2, 3, 4], numbers);
    }

    [Fact]
    public async Task A_slow_sequence_outlives_the_response_timeout()
    {
        var time = new ManualTime();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.Services.AddSingleton<TimeProvider>(time));
        ISequenceGrain grain = cluster.Grains.GetGrain<ISequenceGrain>("a");
        string gate = Guid.NewGuid().ToString();

        Task<List<string?>> reading = grain.HoldAsync(gate).ToListAsync().AsTask();
        await Signals.Wait(gate + "-held");
        for (int second = 0; second < 90; second += 5)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await grain.WhereAsync();
        }

        Assert.False(reading.IsCompleted);
        Signals.Set(gate);
        Assert.Equal(["first", null, "last"], await reading);
        await Signals.Wait(gate + "-closed");
    }

    [Fact]
    public async Task A_sequence_whose_grain_was_deactivated_is_aborted()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ISequenceGrain grain = cluster.Grains.GetGrain<ISequenceGrain>("a");
        await using IAsyncEnumerator<int> numbers = grain.CountAsync(1_000).WithBatchSize(1).GetAsyncEnumerator();
        await numbers.MoveNextAsync();

        await grain.EndAsync();
        await grain.WhereAsync();

        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await numbers.MoveNextAsync());
    }
}
