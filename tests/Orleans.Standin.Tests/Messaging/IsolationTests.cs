using System.Collections.Concurrent;
using Orleans.Concurrency;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Messaging;

[GenerateSerializer]
internal sealed class MutableThing
{
    [Id(0)]
    public List<int> Numbers { get; set; } = [];

    [Id(1)]
    public byte[] Bytes { get; set; } = [];
}

[GenerateSerializer, Immutable]
internal sealed class ImmutableThing
{
    [Id(0)]
    public ReadOnlyMemory<byte> Bytes { get; init; }
}

internal interface IKeeperGrain : IGrainWithStringKey
{
    Task KeepAsync(MutableThing thing);

    Task KeepImmutableAsync(ImmutableThing thing);

    Task KeepWrappedAsync(Immutable<MutableThing> thing);

    Task KeepPromisedAsync([Immutable] MutableThing thing);

    Task<MutableThing> GetAsync();

    Task<int> CountAsync();

    Task<ImmutableThing> EchoAsync(ImmutableThing thing);

    Task<string> WhereAsync();
}

internal sealed class KeeperGrain : Grain, IKeeperGrain
{
    public static readonly ConcurrentDictionary<string, object> Kept = new(StringComparer.Ordinal);

    public Task KeepAsync(MutableThing thing) => Keep(thing);

    public Task KeepImmutableAsync(ImmutableThing thing) => Keep(thing);

    public Task KeepWrappedAsync(Immutable<MutableThing> thing) => Keep(thing.Value);

    public Task KeepPromisedAsync(MutableThing thing) => Keep(thing);

    public Task<MutableThing> GetAsync() => Task.FromResult((MutableThing)Kept[this.GetPrimaryKeyString()]);

    public Task<int> CountAsync() => Task.FromResult(((MutableThing)Kept[this.GetPrimaryKeyString()]).Numbers.Count);

    public Task<ImmutableThing> EchoAsync(ImmutableThing thing) => Task.FromResult(thing);

    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);

    private Task Keep(object thing)
    {
        Kept[this.GetPrimaryKeyString()] = thing;
        return Task.CompletedTask;
    }
}

public sealed class IsolationTests
{
    private readonly string _key = Guid.NewGuid().ToString();

    [Fact]
    public async Task Changing_an_argument_after_the_call_is_not_seen_by_the_grain()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        IKeeperGrain grain = cluster.Grains.GetGrain<IKeeperGrain>(_key);
        var thing = new MutableThing { Numbers = [1] };

        Task call = grain.KeepAsync(thing);
        thing.Numbers.Add(2);
        await call;

        Assert.Equal(1, await grain.CountAsync());
    }

    [Fact]
    public async Task Changing_an_argument_right_after_a_call_to_another_silo_is_not_seen()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        IKeeperGrain grain = await cluster.FindOnAsync<IKeeperGrain>(1, grain => grain.WhereAsync());
        var thing = new MutableThing { Bytes = new byte[100_000] };

        Task call = grain.KeepAsync(thing);
        thing.Bytes.AsSpan().Fill(1);
        await call;

        Assert.DoesNotContain((byte)1, (await grain.GetAsync()).Bytes);
    }

    [Fact]
    public async Task Changing_a_result_is_not_seen_by_the_grain()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        IKeeperGrain grain = cluster.Grains.GetGrain<IKeeperGrain>(_key);
        await grain.KeepAsync(new MutableThing { Numbers = [1] });

        (await grain.GetAsync()).Numbers.Add(2);

        Assert.Equal(1, await grain.CountAsync());
    }

    [Fact]
    public async Task What_is_immutable_is_shared_within_a_silo()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        IKeeperGrain grain = cluster.Grains.GetGrain<IKeeperGrain>(_key);
        var immutable = new ImmutableThing { Bytes = new byte[] { 1, 2, 3 } };
        var mutable = new MutableThing();

        await grain.KeepImmutableAsync(immutable);
        Assert.Same(immutable, KeeperGrain.Kept[_key]);
        Assert.Same(immutable, await grain.EchoAsync(immutable));
        await grain.KeepWrappedAsync(mutable.AsImmutable());
        Assert.Same(mutable, KeeperGrain.Kept[_key]);
        await grain.KeepPromisedAsync(mutable);
        Assert.Same(mutable, KeeperGrain.Kept[_key]);
        await grain.KeepAsync(mutable);
        Assert.NotSame(mutable, KeeperGrain.Kept[_key]);
    }

    [Fact]
    public async Task Nothing_is_shared_between_silos()
    {
        await using TestCluster cluster = await TestCluster.StartAsync(silos: 2);
        IKeeperGrain grain = await cluster.FindOnAsync<IKeeperGrain>(1, grain => grain.WhereAsync());
        byte[] bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        var immutable = new ImmutableThing { Bytes = bytes };

        ImmutableThing echo = await grain.EchoAsync(immutable);
        await grain.KeepImmutableAsync(immutable);
        var kept = (ImmutableThing)KeeperGrain.Kept[grain.GetPrimaryKeyString()];
        bytes[0]++;

        Assert.NotSame(immutable, echo);
        Assert.NotEqual(bytes[0], echo.Bytes.Span[0]);
        Assert.NotEqual(bytes[0], kept.Bytes.Span[0]);
        Assert.True(echo.Bytes.Span[1..].SequenceEqual(bytes.AsSpan(1)));
    }
}
