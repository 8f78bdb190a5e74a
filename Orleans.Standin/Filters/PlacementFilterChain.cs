using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.Activations;
using Orleans.Runtime.Messaging;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Filters;

/// <summary>The placement filters of grain classes on a silo.</summary>
internal sealed class PlacementFilterChain(IServiceProvider services)
{
    private readonly ConcurrentDictionary<GrainClass, Link[]> _chains = new();

    /// <summary>The silos, of <paramref name="active"/>, that may host the grain that a call goes to.</summary>
    /// <exception cref="OrleansException">None may.</exception>
    /// <exception cref="KeyNotFoundException">The class has a filter that nobody has added.</exception>
    /// <exception cref="InvalidOperationException">Two filters of the class have the same order.</exception>
    public IReadOnlyList<SiloAddress> Candidates(GrainClass grainClass, Message call, IReadOnlyList<SiloAddress> active)
    {
        Link[] chain = _chains.GetOrAdd(grainClass, Build);
        if (chain.Length == 0) return active;
        GrainInterfaceType interfaceType = GrainInterfaceType.Create(InterfaceDescriptor.NameOf(call.Method!.Method.DeclaringType!));
        var target = new PlacementTarget(call.TargetGrain, call.RequestContext!, interfaceType, 0);
        IEnumerable<SiloAddress> left = active;
        foreach (Link link in chain) left = link.Director.Filter(link.Strategy, target, left);
        SiloAddress[] candidates = [.. left];
        return candidates.Length > 0
            ? candidates
            : throw new OrleansException($"No active nodes are compatible with grain {grainClass.GrainType} and interface {interfaceType}: its placement filters leave none of {active.Count}.");
    }

    private Link[] Build(GrainClass grainClass)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (PlacementFilterAttribute attribute in grainClass.Type.GetCustomAttributes<PlacementFilterAttribute>(inherit: true))
            attribute.Populate(services, grainClass.Type, grainClass.GrainType, texts);
        if (!texts.TryGetValue(PlacementFilterStrategy.Key, out string? names)) return [];

        var properties = new GrainProperties(texts.ToImmutableDictionary(StringComparer.Ordinal));
        Link[] chain = [.. names.Split(',').Select(name => Resolve(grainClass, name, properties)).OrderBy(link => link.Strategy.Order)];
        return chain.Select(link => link.Strategy.Order).Distinct().Count() == chain.Length
            ? chain
            : throw new InvalidOperationException($"Placement filters of {grainClass.GrainType} have the same order: every one needs its own.");
    }

    private Link Resolve(GrainClass grainClass, string name, GrainProperties properties)
    {
        PlacementFilterStrategy strategy = services.GetKeyedService<PlacementFilterStrategy>(name)
            ?? throw new KeyNotFoundException($"The placement filter {name} of {grainClass.GrainType} is not among the silo's services: AddPlacementFilter adds it.");
        strategy.Initialize(properties);
        return new Link(strategy, services.GetRequiredKeyedService<IPlacementFilterDirector>(strategy.GetType()));
    }

    private sealed record Link(PlacementFilterStrategy Strategy, IPlacementFilterDirector Director);
}
