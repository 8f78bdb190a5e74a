using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using Orleans.Hosting;
using Orleans.Serialization.Invocation;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Filters;

[GenerateSerializer]
internal sealed class Basket
{
    [Id(0)]
    public List<string> Items { get; set; } = [];
}

internal interface IFilteredGrain : IGrainWithStringKey
{
    Task<int> AddAsync(int left, int right);

    Task<string> WhereAsync();

    Task FailAsync();

    Task<int> CallOtherAsync(string key);

    Task<string?> ReadContextAsync();

    Task<Basket> GetBasketAsync();

    IAsyncEnumerable<int> CountAsync(int count);

    [OneWay]
    Task TellAsync(string key);

    ValueTask<int> HeardAsync();
}

internal sealed class FilteredGrain : Grain, IFilteredGrain
{
    private readonly Basket _basket = new() { Items = ["own"] };
    private int _heard;

    public Task<int> AddAsync(int left, int right) => Task.FromResult(left + right);

    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);

    public Task FailAsync() => throw new InvalidOperationException("The grain fails.");

    public Task<int> CallOtherAsync(string key) => GrainFactory.GetGrain<IFilteredGrain>(key).AddAsync(1, 2);

    public Task<string?> ReadContextAsync() => Task.FromResult(RequestContext.Get("note") as string);

    public Task<Basket> GetBasketAsync() => Task.FromResult(_basket);

    public async IAsyncEnumerable<int> CountAsync(int count)
    {
        for (int index = 0; index < count; index++)
        {
            await Task.Yield();
            yield return index;
        }
    }

    public Task TellAsync(string key)
    {
        _heard++;
        return Task.CompletedTask;
    }

    public ValueTask<int> HeardAsync() => ValueTask.FromResult(_heard);
}

internal interface ISelfFilteredGrain : IGrainWithStringKey
{
    Task<int> GetAsync();
}

internal sealed class SelfFilteredGrain : Grain, ISelfFilteredGrain, IIncomingGrainCallFilter
{
    public Task<int> GetAsync() => Task.FromResult(20);

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        context.Result = (int)context.Result! + 1;
    }
}

public sealed class CallFilterTests
{
    [Fact]
    public async Task Filters_see_the_call_in_their_order_and_may_change_the_result()
    {
        var seen = new List<string>();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo
            .AddIncomingGrainCallFilter(async context =>
            {
                seen.Add($"first {context.MethodName}");
                await context.Invoke();
                seen.Add($"first has {context.Result}");
                context.Result = (int)context.Result! * 10;
            })
            .AddIncomingGrainCallFilter(async context =>
            {
                seen.Add("second");
                await context.Invoke();
            }));
        IFilteredGrain grain = cluster.Grains.GetGrain<IFilteredGrain>("a");

        Assert.Equal(50, await grain.AddAsync(2, 3));
        Assert.Equal(["first AddAsync", "second", "first has 5"], seen);
    }

    [Fact]
    public async Task A_call_says_what_it_is()
    {
        IIncomingGrainCallContext? seen = null;
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(context =>
        {
            seen = context;
            return context.Invoke();
        }));
        IFilteredGrain grain = cluster.Grains.GetGrain<IFilteredGrain>("a");

        await grain.AddAsync(2, 3);

        Assert.NotNull(seen);
        Assert.IsType<FilteredGrain>(seen.Grain);
        Assert.Equal(grain.GetGrainId(), seen.TargetId);
        Assert.Equal(grain.GetGrainId(), seen.TargetContext.GrainId);
        Assert.Equal(typeof(IFilteredGrain).GetMethod("AddAsync"), seen.InterfaceMethod);
        Assert.Equal(typeof(FilteredGrain).GetMethod("AddAsync"), seen.ImplementationMethod);
        Assert.Equal(seen.InterfaceMethod, seen.Request.GetMethod());
        Assert.Equal([2, 3], Enumerable.Range(0, seen.Request.GetArgumentCount()).Select(seen.Request.GetArgument));
        Assert.Same(seen.Grain, seen.Request.GetTarget());
        Assert.Equal(5, seen.Response!.Result);
        Assert.Equal(typeof(IFilteredGrain).FullName, seen.InterfaceName);
        Assert.False(seen.InterfaceType.IsDefault);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_call_says_who_makes_it(int silos)
    {
        var sources = new List<GrainId?>();
        await using TestCluster cluster = await TestCluster.StartAsync(silos, silo => silo.AddIncomingGrainCallFilter(context =>
        {
            if (string.Equals(context.MethodName, "AddAsync", StringComparison.Ordinal))
            {
                lock (sources) sources.Add(context.SourceId);
            }

            return context.Invoke();
        }));
        IFilteredGrain caller = await cluster.FindOnAsync<IFilteredGrain>(0, grain => grain.WhereAsync());
        IFilteredGrain callee = await cluster.FindOnAsync<IFilteredGrain>(silos - 1, grain => grain.WhereAsync());
        using IHost client = await cluster.StartClientAsync();
        IFilteredGrain fromOutside = client.Services.GetRequiredService<IClusterClient>().GetGrain<IFilteredGrain>(callee.GetPrimaryKeyString());

        await caller.CallOtherAsync(callee.GetPrimaryKeyString());
        await callee.AddAsync(1, 2);
        await fromOutside.AddAsync(1, 2);
        await fromOutside.AddAsync(1, 2);
        await client.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(caller.GetGrainId(), sources[0]);
        Assert.True(sources[1]!.Value.IsClient());
        Assert.StartsWith("hosted-", sources[1]!.Value.Key.ToString(), StringComparison.Ordinal);
        Assert.True(sources[2]!.Value.IsClient());
        Assert.NotEqual(sources[1], sources[2]);
        Assert.Equal(sources[2], sources[3]);
        Assert.False(caller.GetGrainId().IsClient());
    }

    [Fact]
    public async Task A_filter_may_refuse_and_its_exception_reaches_the_caller()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(
            context => context.SourceId!.Value.IsClient() ? throw new UnauthorizedAccessException("No token.") : context.Invoke()));
        using IHost client = await cluster.StartClientAsync();

        UnauthorizedAccessException refused = await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => client.Services.GetRequiredService<IClusterClient>().GetGrain<IFilteredGrain>("a").AddAsync(1, 2));

        Assert.Equal("No token.", refused.Message);
        await client.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_filter_sees_the_grains_exception_and_may_answer_instead()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (InvalidOperationException exception) when (exception.Message.Contains("grain fails", StringComparison.Ordinal))
            {
                context.Result = null;
            }
        }));

        await cluster.Grains.GetGrain<IFilteredGrain>("a").FailAsync();
    }

    [Fact]
    public async Task An_exception_that_a_filter_catches_without_an_answer_still_reaches_the_caller()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (InvalidOperationException)
            {
                Assert.Null(context.Result);
            }
        }));

        InvalidOperationException failure = await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Grains.GetGrain<IFilteredGrain>("a").FailAsync());

        Assert.Equal("The grain fails.", failure.Message);
    }

    [Fact]
    public async Task A_filter_may_set_a_failure_as_the_response()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(context =>
        {
            context.Response = Response.FromException(new UnauthorizedAccessException("No."));
            return Task.CompletedTask;
        }));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => cluster.Grains.GetGrain<IFilteredGrain>("a").AddAsync(1, 2));
    }

    [Fact]
    public async Task Filters_that_are_services_of_the_host_are_called_too()
    {
        var seen = new List<string>();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo =>
        {
            silo.Services.AddSingleton<IIncomingGrainCallFilter>(new NotingFilter("in", seen));
            silo.Services.AddSingleton<IOutgoingGrainCallFilter>(new NotingFilter("out", seen));
        });

        await cluster.Grains.GetGrain<IFilteredGrain>("a").AddAsync(1, 2);

        Assert.Equal(["out AddAsync", "in AddAsync"], seen);
    }

    private sealed class NotingFilter(string side, List<string> seen) : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => NoteAsync(context);

        public Task Invoke(IOutgoingGrainCallContext context) => NoteAsync(context);

        private Task NoteAsync(IGrainCallContext context)
        {
            lock (seen) seen.Add($"{side} {context.MethodName}");
            return context.Invoke();
        }
    }

    [Fact]
    public async Task A_filter_that_does_nothing_is_an_error()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(_ => Task.CompletedTask));

        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Grains.GetGrain<IFilteredGrain>("a").AddAsync(1, 2));
    }

    [Fact]
    public async Task A_filter_may_go_on_twice()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            await context.Invoke();
            await context.Invoke();
        }));

        Assert.Equal(3, await cluster.Grains.GetGrain<IFilteredGrain>("a").AddAsync(1, 2));
    }

    [Fact]
    public async Task What_a_filter_changes_in_a_result_is_not_the_grains()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            await context.Invoke();
            ((Basket)context.Result!).Items.Add("filter's");
        }));
        IFilteredGrain grain = cluster.Grains.GetGrain<IFilteredGrain>("a");
        await grain.GetBasketAsync();

        Assert.Equal(["own", "filter's"], (await grain.GetBasketAsync()).Items);
    }

    [Fact]
    public async Task The_request_context_is_there_and_what_a_filter_adds_reaches_the_grain()
    {
        string? note = null;
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(context =>
        {
            note = RequestContext.Get("note") as string;
            RequestContext.Set("note", "filter's");
            return context.Invoke();
        }));
        RequestContext.Set("note", "caller's");

        Assert.Equal("filter's", await cluster.Grains.GetGrain<IFilteredGrain>("a").ReadContextAsync());
        Assert.Equal("caller's", note);
    }

    [Fact]
    public async Task A_grain_may_filter_its_own_calls()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();

        Assert.Equal(21, await cluster.Grains.GetGrain<ISelfFilteredGrain>("a").GetAsync());
    }

    [Fact]
    public async Task Sequences_pass_filters_under_the_name_that_Orleans_gives_them()
    {
        var seen = new HashSet<(string Interface, string Method, string? Type)>();
        IInvokable? inner = null;
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddIncomingGrainCallFilter(context =>
        {
            seen.Add((context.InterfaceName, context.MethodName, context.InterfaceMethod.DeclaringType!.FullName));
            inner ??= Enumerable.Range(0, context.Request.GetArgumentCount()).Select(context.Request.GetArgument).OfType<IInvokable>().SingleOrDefault();
            return context.Invoke();
        }));
        var numbers = new List<int>();
        await foreach (int number in cluster.Grains.GetGrain<IFilteredGrain>("a").CountAsync(3)) numbers.Add(number);

        Assert.Equal([0, 1, 2], numbers);
        const string Extension = "Orleans.Runtime.IAsyncEnumerableGrainExtension";
        Assert.Contains((Extension, "StartEnumeration<T>", Extension), seen);
        Assert.Subset(new HashSet<(string, string, string?)> { (Extension, "StartEnumeration<T>", Extension), (Extension, "MoveNext<T>", Extension), (Extension, "DisposeAsync", Extension) }, seen);
        Assert.Equal("CountAsync", inner!.GetMethod().Name);
        Assert.Equal(3, inner.GetArgument(0));
    }

    [Fact]
    public async Task Calls_that_are_made_pass_the_callers_filters()
    {
        var seen = new List<(string Method, GrainId? Source, bool HasContext)>();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo.AddOutgoingGrainCallFilter(async context =>
        {
            lock (seen) seen.Add((context.MethodName, context.SourceId, context.SourceContext is not null));
            Assert.Equal(((IAddressable)context.Grain).GetGrainId(), context.TargetId);
            await context.Invoke();
            if (context.Result is int number) context.Result = number + 100;
        }));
        IFilteredGrain caller = cluster.Grains.GetGrain<IFilteredGrain>("caller");

        Assert.Equal(203, await caller.CallOtherAsync("callee"));
        Assert.Equal([("CallOtherAsync", null, false), ("AddAsync", caller.GetGrainId(), true)], seen);
    }

    [Fact]
    public async Task A_clients_filter_can_send_a_token()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        using IHost client = await cluster.StartClientAsync(builder => builder.AddOutgoingGrainCallFilter(context =>
        {
            RequestContext.Set("note", "token");
            return context.Invoke();
        }));

        Assert.Equal("token", await client.Services.GetRequiredService<IClusterClient>().GetGrain<IFilteredGrain>("a").ReadContextAsync());
        await client.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task One_way_calls_pass_filters_on_both_sides()
    {
        var seen = new List<string>();
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo
            .AddIncomingGrainCallFilter(context => Note("in", context))
            .AddOutgoingGrainCallFilter(context => Note("out", context)));
        IFilteredGrain grain = cluster.Grains.GetGrain<IFilteredGrain>("a");
        await grain.TellAsync("x");

        Assert.Equal(1, await grain.HeardAsync());
        Assert.Equal(["out TellAsync", "out HeardAsync"], seen.Where(call => call.StartsWith("out", StringComparison.Ordinal)));
        Assert.Equal(["in TellAsync", "in HeardAsync"], seen.Where(call => call.StartsWith("in", StringComparison.Ordinal)));

        Task Note(string side, IGrainCallContext context)
        {
            lock (seen) seen.Add($"{side} {context.MethodName}");
            return context.Invoke();
        }
    }

    [Fact]
    public async Task Filters_are_made_by_the_services_and_may_need_grains()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(configure: silo => silo
            .AddIncomingGrainCallFilter<NeedsGrains>().AddOutgoingGrainCallFilter<NeedsGrains>());

        Assert.Equal(3, await cluster.Grains.GetGrain<IFilteredGrain>("a").AddAsync(1, 2));
    }

    private sealed class NeedsGrains(IGrainFactory grains) : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => InvokeAsync(context);

        public Task Invoke(IOutgoingGrainCallContext context) => InvokeAsync(context);

        private Task InvokeAsync(IGrainCallContext context)
        {
            Assert.NotNull(grains.GetGrain<IFilteredGrain>("b"));
            return context.Invoke();
        }
    }
}
