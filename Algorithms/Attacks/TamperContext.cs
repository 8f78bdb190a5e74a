using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Attacks;

/// <summary>A worker's update about to be tampered with.</summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
/// <param name="update">The vectors of the update, in the order of the algorithm's schema; changed in place.</param>
/// <param name="kept">As many vectors that the attack keeps between rounds; empty where it does not <see cref="IWorkerAttack.KeepsUpdate">keep</see> any.</param>
public sealed class TamperContext<T>(IReadOnlyList<VectorBuffer<T>> update, IReadOnlyList<VectorBuffer<T>>? kept = null)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>t, the round, from 0.</summary>
    public required int Round { get; init; }

    /// <summary>The worker's number, from 0.</summary>
    public required int Worker { get; init; }

    /// <summary>The job's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The number of vectors of the update.</summary>
    public int Count => update.Count;

    /// <summary>A vector of the update.</summary>
    public Span<T> Update(int index) => update[index].Span;

    /// <summary>The vector kept for that one.</summary>
    /// <exception cref="InvalidOperationException">The context was made without.</exception>
    public Span<T> Kept(int index) =>
        (kept ?? throw new InvalidOperationException("An attack that keeps its update needs vectors to keep it in."))[index].Span;

    /// <summary>The worker's stream of this round: one for all its vectors, which draw one after the other.</summary>
    internal RandomStream Stream() => new(Seed, RandomPurpose.Attack, Worker, Round);
}
