using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using Orleans.Standin.Tests.Support;
using Xunit;

namespace Orleans.Standin.Tests.Filters;

/// <summary>Keeps the silos whose port the call's context names, or all where it names none.</summary>
internal sealed class NamedSiloFilter(int order, string tag) : PlacementFilterStrategy(order)
{
    public NamedSiloFilter() : this(0, "")
    {
    }

    public string Tag { get; private set; } = tag;

    public override void AdditionalInitialize(GrainProperties properties) => Tag = GetPlacementFilterGrainProperty("tag", properties)!;

    protected override IEnumerable<KeyValuePair<string, string>> GetAdditionalGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, IReadOnlyDictionary<string, string> existingProperties) =>
        [KeyValuePair.Create("tag", Tag)];
}

/// <summary>Leaves no silo for grains whose key says so.</summary>
internal sealed class NowhereFilter(int order) : PlacementFilterStrategy(order)
{
    public NowhereFilter() : this(0)
    {
    }
}

internal sealed class UnknownFilter() : PlacementFilterStrategy(0);

[AttributeUsage(AttributeTargets.Class)]
internal sealed class NamedSiloAttribute(int order, string tag) : PlacementFilterAttribute(new NamedSiloFilter(order, tag));

[AttributeUsage(AttributeTargets.Class)]
internal sealed class NowhereAttribute(int order) : PlacementFilterAttribute(new NowhereFilter(order));

[AttributeUsage(AttributeTargets.Class)]
internal sealed class UnknownAttribute() : PlacementFilterAttribute(new UnknownFilter());

internal sealed class NamedSiloDirector(List<string> asked) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        lock (asked) asked.Add($"{((NamedSiloFilter)filterStrategy).Tag} {target.GrainIdentity.Key}");
        object? wanted = target.RequestContextData?.GetValueOrDefault("silo");
        return wanted is null ? silos : silos.Where(silo => string.Equals(silo.ToString(), (string)wanted, StringComparison.Ordinal));
    }
}

internal sealed class NowhereDirector(List<string> asked) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        lock (asked) asked.Add($"nowhere {target.GrainIdentity.Key}");
        return target.GrainIdentity.Key.ToString()!.StartsWith("nowhere", StringComparison.Ordinal) ? [] : silos;
    }
}

internal interface IWhereGrain : IGrainWithStringKey
{
    Task<string> WhereAsync();
}

internal interface IPlacedGrain : IWhereGrain;

internal interface IPlacedWorkerGrain : IWhereGrain;

internal interface IPlacedLocalGrain : IWhereGrain;

internal interface IClashingGrain : IWhereGrain;

internal interface IUnknownFilterGrain : IWhereGrain;

internal abstract class WhereGrain : Grain, IWhereGrain
{
    public Task<string> WhereAsync() => Task.FromResult(RuntimeIdentity);
}

[Nowhere(order: 2)]
[NamedSilo(order: 1, tag: "placed")]
[GrainType("placed-by-filters")]
internal sealed class PlacedGrain : WhereGrain, IPlacedGrain;

[StatelessWorker]
[NamedSilo(order: 1, tag: "worker")]
internal sealed class PlacedWorkerGrain : WhereGrain, IPlacedWorkerGrain;

[PreferLocalPlacement]
[NamedSilo(order: 1, tag: "local")]
internal sealed class PlacedLocalGrain : WhereGrain, IPlacedLocalGrain;

[Nowhere(order: 1)]
[NamedSilo(order: 1, tag: "clash")]
internal sealed class ClashingGrain : WhereGrain, IClashingGrain;

[Unknown]
internal sealed class UnknownFilterGrain : WhereGrain, IUnknownFilterGrain;

public sealed class PlacementFilterTests : IAsyncLifetime
{
    private readonly List<string> _asked = [];
    private TestCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await TestCluster.StartAsync(silos: 3, configure: silo =>
    {
        silo.Services.AddSingleton(_asked);
        silo.Services.AddPlacementFilter<NamedSiloFilter, NamedSiloDirector>(ServiceLifetime.Transient);
        silo.Services.AddPlacementFilter<NowhereFilter, NowhereDirector>(ServiceLifetime.Transient);
    });

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_grain_is_placed_where_its_filters_allow(int silo)
    {
        string wanted = _cluster.Silo(silo).Identity;
        RequestContext.Set("silo", wanted);
        for (int index = 0; index < 5; index++)
        {
            Assert.Equal(wanted, await _cluster.Grains.GetGrain<IPlacedGrain>($"{silo}-{index}").WhereAsync());
            Assert.Equal(wanted, await _cluster.Grains.GetGrain<IPlacedLocalGrain>($"{silo}-{index}").WhereAsync());
            Assert.Equal(wanted, await _cluster.Grains.GetGrain<IPlacedWorkerGrain>($"{silo}-{index}").WhereAsync());
        }
    }

    [Fact]
    public async Task Filters_are_asked_in_their_order_with_what_they_were_set_up_with_and_only_to_place()
    {
        IPlacedGrain grain = _cluster.Grains.GetGrain<IPlacedGrain>("order");
        await grain.WhereAsync();
        await grain.WhereAsync();

        Assert.Equal(["placed order", "nowhere order"], _asked);
    }

    [Fact]
    public async Task A_grain_that_no_silo_may_host_is_refused_and_others_are_not()
    {
        OrleansException refused = await Assert.ThrowsAsync<OrleansException>(() => _cluster.Grains.GetGrain<IPlacedGrain>("nowhere").WhereAsync());

        Assert.Contains("No active nodes are compatible", refused.Message, StringComparison.Ordinal);
        await _cluster.Grains.GetGrain<IPlacedGrain>("somewhere").WhereAsync();
    }

    [Fact]
    public async Task Filters_of_one_order_are_refused() =>
        Assert.Contains(
            "same order",
            (await Assert.ThrowsAsync<InvalidOperationException>(() => _cluster.Grains.GetGrain<IClashingGrain>("a").WhereAsync())).Message,
            StringComparison.Ordinal);

    [Fact]
    public async Task A_filter_that_nobody_added_is_named() =>
        Assert.Contains(
            nameof(UnknownFilter),
            (await Assert.ThrowsAsync<KeyNotFoundException>(() => _cluster.Grains.GetGrain<IUnknownFilterGrain>("a").WhereAsync())).Message,
            StringComparison.Ordinal);
}
