using Orleans.Runtime.Activations;
using Orleans.Runtime.Filters;
using Orleans.Runtime.Messaging;

namespace Orleans.Runtime.Directory;

/// <summary>Chooses the silo on which a new activation is made.</summary>
internal static class PlacementDirector
{
    public static SiloAddress Choose(GrainClass grainClass, Message call, SiloAddress local, IClusterMembership membership, PlacementFilterChain filters)
    {
        GrainId grainId = call.TargetGrain;
        IReadOnlyList<SiloAddress> silos = membership.ActiveSilos;
        if (silos.Count == 0) throw new SiloUnavailableException($"No silo of the cluster can host {grainId}.");
        silos = filters.Candidates(grainClass, call, silos);
        return grainClass.Placement switch
        {
            PreferLocalPlacement or StatelessWorkerPlacement when silos.Contains(local) => local,
            HashBasedPlacement => silos[(int)(grainId.GetUniformHashCode() % (uint)silos.Count)],
            ActivationCountBasedPlacement => LessLoaded(Draw(silos), Draw(silos), membership),
            _ => Draw(silos),
        };
    }

    private static SiloAddress Draw(IReadOnlyList<SiloAddress> silos) => silos[Random.Shared.Next(silos.Count)];

    private static SiloAddress LessLoaded(SiloAddress first, SiloAddress second, IClusterMembership membership) =>
        membership.ActivationCountOf(first) <= membership.ActivationCountOf(second) ? first : second;
}
