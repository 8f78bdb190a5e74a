using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Messaging;

internal interface ICancellableGrain : IGrainWithStringKey
{
    Task HoldAsync(string gate, CancellationToken cancellationToken);

    Task<string> WhereAsync();

    Task<bool> CanBeCancelledAsync(CancellationToken cancellationToken = default);
}

internal sealed class CancellableGrain : Grain, ICancellableGrain
{
    public async Task HoldAsync(string gate, CancellationToken cancellationToken)
    {
        Signals.Set(gate + "-held");
        var cancelled = new TaskCompletionSource();
        await using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
        await cancelled.Task;
        Signals.Set(gate + "-cancelled");
        cancellationToken.ThrowIfCancellationRequested();
    }

    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);

    public Task<bool> CanBeCancelledAsync(CancellationToken cancellationToken = default) => Task.FromResult(cancellationToken.CanBeCanceled);
}

public sealed class CancellationTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public async Task Cancelling_a_call_reaches_the_callee(int silo, bool waitForCallee)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(
            silos: 2, configure: builder => builder.Configure<SiloMessagingOptions>(options => options.WaitForCancellationAcknowledgement = waitForCallee));
        ICancellableGrain grain = await cluster.FindOnAsync<ICancellableGrain>(silo, grain => grain.WhereAsync());
        string gate = Guid.NewGuid().ToString();
        using var source = new CancellationTokenSource();

        Task held = grain.HoldAsync(gate, source.Token);
        await Signals.Wait(gate + "-held");
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await Signals.Wait(gate + "-cancelled");
    }

    [Fact]
    public async Task Cancelling_a_clients_call_reaches_the_callee()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        using IHost client = await cluster.StartClientAsync();
        ICancellableGrain grain = client.Services.GetGrain<ICancellableGrain>(Guid.NewGuid().ToString());
        string gate = Guid.NewGuid().ToString();
        using var source = new CancellationTokenSource();

        Task held = grain.HoldAsync(gate, source.Token);
        await Signals.Wait(gate + "-held");
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await Signals.Wait(gate + "-cancelled");
        await client.StopAsync();
    }

    [Fact]
    public async Task A_call_that_waits_is_cancelled_before_it_begins()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ICancellableGrain grain = cluster.Grains.GetGrain<ICancellableGrain>("a");
        string first = Guid.NewGuid().ToString();
        string second = Guid.NewGuid().ToString();
        using var firstSource = new CancellationTokenSource();
        using var secondSource = new CancellationTokenSource();

        Task held = grain.HoldAsync(first, firstSource.Token);
        await Signals.Wait(first + "-held");
        Task waiting = grain.HoldAsync(second, secondSource.Token);
        await secondSource.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await firstSource.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        await grain.WhereAsync();

        Assert.False(Signals.IsSet(second + "-held"));
    }

    [Fact]
    public async Task A_cancelled_token_makes_no_call()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        ICancellableGrain grain = cluster.Grains.GetGrain<ICancellableGrain>("a");
        string gate = Guid.NewGuid().ToString();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.HoldAsync(gate, new CancellationToken(canceled: true)));
        await grain.WhereAsync();

        Assert.False(Signals.IsSet(gate + "-held"));
    }

    [Fact]
    public async Task Without_a_token_there_is_nothing_to_cancel()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using var source = new CancellationTokenSource();
        ICancellableGrain grain = cluster.Grains.GetGrain<ICancellableGrain>("a");

        Assert.False(await grain.CanBeCancelledAsync());
        Assert.True(await grain.CanBeCancelledAsync(source.Token));
    }
}
