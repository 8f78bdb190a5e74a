using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Runtime.Placement;
using Starling.GrainInterfaces;

namespace Starling.Grains.Placement;

/// <summary>
/// New activations of the grain go to silos that carry the labels which the call asks for
/// (<see cref="CallContextKeys.Labels"/>); without labels, to any silo.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class LabelPlacementFilterAttribute() : PlacementFilterAttribute(new LabelPlacementFilter());

/// <summary>See <see cref="LabelPlacementFilterAttribute"/>.</summary>
public sealed class LabelPlacementFilter() : PlacementFilterStrategy(order: 0);

/// <summary>Keeps the silos whose metadata have every label of the call.</summary>
internal sealed class LabelPlacementFilterDirector(IServiceProvider services) : IPlacementFilterDirector
{
    // Without UseSiloMetadata there is none, and silos carry no labels.
    private readonly ISiloMetadataCache? metadata = services.GetService<ISiloMetadataCache>();

    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        if (target.RequestContextData?.GetValueOrDefault(CallContextKeys.Labels) is not string text)
            return silos;

        ImmutableArray<SiloLabel> labels = LabelText.Read(text);
        return labels.IsEmpty ? silos : silos.Where(silo => Carries(silo, labels));
    }

    private bool Carries(SiloAddress silo, ImmutableArray<SiloLabel> labels)
    {
        if (metadata is null)
            return false;

        SiloMetadata carried = metadata.GetSiloMetadata(silo);
        return labels.All(label => carried.Metadata.TryGetValue(label.Name, out string? value) && value == label.Value);
    }
}
