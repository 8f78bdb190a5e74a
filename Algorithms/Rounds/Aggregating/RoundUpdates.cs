using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Rounds.Aggregating;

/// <summary>The slices that a round's aggregate is made of, for every update vector.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="Accepted">For every update vector the slices of the accepted workers, in their order; forged ones in their place.</param>
/// <param name="Honest">Of these, the slices of the workers that forge nothing.</param>
/// <param name="Previous">For every update vector the slice of the aggregate of the round before, where the rule looks at it.</param>
public sealed record RoundUpdates<T>(
    IReadOnlyList<IReadOnlyList<VectorBuffer<T>>> Accepted,
    IReadOnlyList<IReadOnlyList<VectorBuffer<T>>> Honest,
    IReadOnlyList<VectorBuffer<T>>? Previous)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>While it is the same, no slice changes, so that a device brings each once. Below 0 where nobody says so.</summary>
    public long Stamp { get; init; } = -1;

    /// <summary>The vectors that the rule sees of an update vector: the updates, and what it made of them in the round before.</summary>
    public IReadOnlyList<VectorBuffer<T>> Seen(int vector) => Previous is null ? Accepted[vector] : [.. Accepted[vector], Previous[vector]];
}
