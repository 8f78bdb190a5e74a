using System.Runtime.InteropServices;
using Orleans.Placement;
using Orleans.Runtime.Placement;
using Starling.Algorithms.Numerics;
using Starling.GrainInterfaces;

namespace Starling.Grains.Placement;

/// <summary>
/// New activations of the grains that a job numbers go to the silos in turn, so that no silo of those that may have them gets more than its part of
/// the job's memory. Where a job begins with the silos depends on its id, so that jobs of one shard do not all meet on one silo.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SpreadPlacementFilterAttribute() : PlacementFilterAttribute(new SpreadPlacementFilter());

/// <summary>See <see cref="SpreadPlacementFilterAttribute"/>.</summary>
public sealed class SpreadPlacementFilter() : PlacementFilterStrategy(order: 1);

/// <summary>Keeps the silo whose turn it is.</summary>
internal sealed class SpreadPlacementFilterDirector : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        SiloAddress[] inTurn = [.. silos.Order()];
        if (inTurn.Length < 2)
            return inTurn;

        (string jobId, int number) = GrainKeys.Split(target.GrainIdentity.Key.ToString()!);
        uint first = VectorKernels.Crc32C(MemoryMarshal.AsBytes(jobId.AsSpan()));
        return [inTurn[(int)((first + (ulong)number) % (ulong)inTurn.Length)]];
    }
}
