using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Messaging;

internal interface IContextGrain : IGrainWithStringKey
{
    Task<object?> ReadAsync(string key);

    Task WriteAsync(string key, string value);

    Task<object?> ReadThroughAsync(string key, string nextGrain);

    Task<string> WhereAsync();
}

internal sealed class ContextGrain : Grain, IContextGrain
{
    public Task<object?> ReadAsync(string key) => Task.FromResult(RequestContext.Get(key));

    public Task WriteAsync(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public Task<object?> ReadThroughAsync(string key, string nextGrain) => GrainFactory.GetGrain<IContextGrain>(nextGrain).ReadAsync(key);

    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);
}

public sealed class RequestContextTests : IAsyncLifetime
{
    private TestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync(silos: 2);

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Values_flow_with_calls_and_with_the_calls_that_those_make(int silo)
    {
        IContextGrain grain = await _cluster.FindOnAsync<IContextGrain>(silo, grain => grain.WhereAsync());
        RequestContext.Set("user", "ada");
        RequestContext.Set("number", 7);

        Assert.Equal("ada", await grain.ReadAsync("user"));
        Assert.Equal(7, await grain.ReadAsync("number"));
        Assert.Equal("ada", await grain.ReadThroughAsync("user", Guid.NewGuid().ToString()));
        RequestContext.Clear();
        Assert.Null(await grain.ReadAsync("user"));
    }

    [Fact]
    public async Task What_a_callee_sets_stays_there()
    {
        IContextGrain grain = _cluster.Grains.GetGrain<IContextGrain>("a");

        await grain.WriteAsync("user", "eve");

        Assert.Null(RequestContext.Get("user"));
        Assert.Null(await grain.ReadAsync("user"));
    }

    [Fact]
    public void Values_are_set_replaced_and_removed()
    {
        RequestContext.Set("a", 1);
        RequestContext.Set("b", 2);
        RequestContext.Set("a", 3);

        Assert.Equal(3, RequestContext.Get("a"));
        Assert.True(RequestContext.Remove("a"));
        Assert.False(RequestContext.Remove("a"));
        Assert.Equal(["b"], RequestContext.Keys);
    }
}
