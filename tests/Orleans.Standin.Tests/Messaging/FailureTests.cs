using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Messaging;

[GenerateSerializer]
internal sealed class CodedException(string code, string message) : Exception(message)
{
    [Id(0)]
    public string Code { get; } = code;
}

internal sealed class UnknownException(string message) : Exception(message);

internal sealed class NotAMessage;

internal interface IFailingGrain : IGrainWithStringKey
{
    Task ThrowAsync(string kind);

    Task<object> ReturnAsync(string kind);

    Task SendAsync(object value);

    Task HoldAsync(string gate);

    [ResponseTimeout("00:00:05")]
    Task HoldShortlyAsync(string gate);

    [OneWay]
    Task ThrowOneWayAsync(string gate);

    Task<int> MeasureAsync(byte[] bytes);

    Task<string> WhereAsync();
}

internal sealed class FailingGrain : Grain, IFailingGrain
{
    public Task ThrowAsync(string kind) => throw (kind switch
    {
        "argument" => new ArgumentException("wrong", nameof(kind)),
        "coded" => new CodedException("E17", "coded"),
        "nested" => new InvalidOperationException("outer", new CodedException("E18", "inner")),
        "aggregate" => new AggregateException(new InvalidOperationException("one"), new CodedException("E19", "two")),
        _ => new UnknownException("unknown"),
    });

    public Task<object> ReturnAsync(string kind) => Task.FromResult<object>(string.Equals(kind, "text", StringComparison.Ordinal) ? "text" : new NotAMessage());

    public Task SendAsync(object value) => Task.CompletedTask;

    public async Task HoldAsync(string gate)
    {
        Signals.Set(gate + "-held");
        await Signals.Wait(gate);
        Signals.Set(gate + "-done");
    }

    public Task HoldShortlyAsync(string gate) => HoldAsync(gate);

    public Task ThrowOneWayAsync(string gate)
    {
        Signals.Set(gate);
        throw new InvalidOperationException("nobody hears");
    }

    public Task<int> MeasureAsync(byte[] bytes) => Task.FromResult(bytes.Length);

    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);
}

public sealed class FailureTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Exceptions_reach_the_caller_with_type_message_and_members(int silo)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        IFailingGrain grain = await cluster.FindOnAsync<IFailingGrain>(silo, grain => grain.WhereAsync());

        ArgumentException argument = await Assert.ThrowsAsync<ArgumentException>(() => grain.ThrowAsync("argument"));
        CodedException coded = await Assert.ThrowsAsync<CodedException>(() => grain.ThrowAsync("coded"));
        InvalidOperationException nested = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowAsync("nested"));
        AggregateException aggregate = await Assert.ThrowsAsync<AggregateException>(() => grain.ThrowAsync("aggregate"));

        Assert.StartsWith("wrong", argument.Message, StringComparison.Ordinal);
        Assert.Equal(("E17", "coded"), (coded.Code, coded.Message));
        Assert.Equal(("outer", "E18"), (nested.Message, Assert.IsType<CodedException>(nested.InnerException).Code));
        Assert.Equal(2, aggregate.InnerExceptions.Count);
        Assert.Equal("E19", Assert.IsType<CodedException>(aggregate.InnerExceptions[1]).Code);
        Assert.Contains(nameof(FailingGrain), coded.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_without_a_serializer_is_told_within_the_silo_only()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        IFailingGrain near = await cluster.FindOnAsync<IFailingGrain>(0, grain => grain.WhereAsync());
        IFailingGrain far = await cluster.FindOnAsync<IFailingGrain>(1, grain => grain.WhereAsync());

        await Assert.ThrowsAsync<UnknownException>(() => near.ThrowAsync("unknown"));
        CodecNotFoundException refused = await Assert.ThrowsAsync<CodecNotFoundException>(() => far.ThrowAsync("unknown"));

        Assert.Contains(nameof(UnknownException), refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Arguments_and_results_without_a_serializer_are_refused_even_within_a_silo(int silo)
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        IFailingGrain grain = await cluster.FindOnAsync<IFailingGrain>(silo, grain => grain.WhereAsync());

        await Assert.ThrowsAsync<CodecNotFoundException>(() => grain.SendAsync(new NotAMessage()));
        await Assert.ThrowsAsync<CodecNotFoundException>(() => grain.ReturnAsync("thing"));
        Assert.Equal("text", await grain.ReturnAsync("text"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_call_that_takes_too_long_times_out_and_goes_on(int silo)
    {
        var time = new ManualTime();
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2, configure: builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
        });
        IFailingGrain grain = await cluster.FindOnAsync<IFailingGrain>(silo, grain => grain.WhereAsync());
        string gate = Guid.NewGuid().ToString();

        Task held = grain.HoldAsync(gate);
        await Signals.Wait(gate + "-held");
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(held.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(3));

        TimeoutException timeout = await Assert.ThrowsAsync<TimeoutException>(() => held);
        Assert.Contains("00:00:10", timeout.Message, StringComparison.Ordinal);
        Signals.Set(gate);
        await Signals.Wait(gate + "-done");
    }

    [Fact]
    public async Task A_method_may_have_a_timeout_of_its_own()
    {
        var time = new ManualTime();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(time));
        IFailingGrain grain = cluster.Grains.GetGrain<IFailingGrain>("a");
        string gate = Guid.NewGuid().ToString();

        Task held = grain.HoldShortlyAsync(gate);
        await Signals.Wait(gate + "-held");
        time.Advance(TimeSpan.FromSeconds(7));

        await Assert.ThrowsAsync<TimeoutException>(() => held);
        Signals.Set(gate);
    }

    [Fact]
    public async Task A_request_that_its_caller_gave_up_is_not_begun()
    {
        var time = new ManualTime();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: builder => builder.Services.AddSingleton<TimeProvider>(time));
        IFailingGrain grain = cluster.Grains.GetGrain<IFailingGrain>("a");
        string first = Guid.NewGuid().ToString();
        string second = Guid.NewGuid().ToString();

        Task held = grain.HoldAsync(first);
        await Signals.Wait(first + "-held");
        Task waiting = grain.HoldAsync(second);
        time.Advance(TimeSpan.FromSeconds(32));
        await Assert.ThrowsAsync<TimeoutException>(() => held);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Signals.Set(first);
        await grain.WhereAsync();

        Assert.False(Signals.IsSet(second + "-held"));
    }

    [Fact]
    public async Task A_one_way_call_tells_its_caller_nothing()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string gate = Guid.NewGuid().ToString();

        await cluster.Grains.GetGrain<IFailingGrain>("a").ThrowOneWayAsync(gate);

        await Signals.Wait(gate);
    }

    [Fact]
    public async Task A_message_past_the_limit_costs_the_connection_between_silos()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(
            silos: 2, configure: builder => builder.Configure<SiloMessagingOptions>(options => options.MaxMessageBodySize = 100_000));
        IFailingGrain grain = await cluster.FindOnAsync<IFailingGrain>(1, grain => grain.WhereAsync());
        string gate = Guid.NewGuid().ToString();
        IFailingGrain other = await cluster.FindOnAsync<IFailingGrain>(1, grain => grain.WhereAsync());
        Task unrelated = other.HoldAsync(gate);
        await Signals.Wait(gate + "-held");

        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.MeasureAsync(new byte[100_000]));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => unrelated);

        Assert.Equal(50_000, await grain.MeasureAsync(new byte[50_000]));
        Signals.Set(gate);
    }

    [Fact]
    public async Task An_interface_that_nobody_implements_is_refused()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();

        ArgumentException refused = Assert.Throws<ArgumentException>(() => cluster.Grains.GetGrain<INobodysGrain>("a"));

        Assert.Contains(nameof(INobodysGrain), refused.Message, StringComparison.Ordinal);
    }
}

internal interface INobodysGrain : IGrainWithStringKey
{
    Task PingAsync();
}
