using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Accelerators;

/// <summary>
/// A device that does the large work of an aggregation: inner products of updates, and what is made of the updates. What it gives has the bits of the
/// processor's kernels, so that a result does not depend on who has a device. What it cannot do, or not at the moment, the processor does.
/// </summary>
public interface IAccelerator : IDisposable
{
    /// <summary>The device, for people.</summary>
    string Description { get; }

    /// <summary>Waits until nobody else uses the device; disposing of the answer lets the next one.</summary>
    Task<IDisposable> LeaseAsync();

    /// <summary>Whether the inner products of so many vectors are worth bringing them to the device.</summary>
    /// <param name="count">n.</param>
    /// <param name="length">Their length.</param>
    /// <typeparam name="T">The element type.</typeparam>
    bool TakesProducts<T>(int count, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Whether a combination of vectors is worth doing on the device, which may have them already.</summary>
    /// <param name="key">Whose vectors they are.</param>
    /// <param name="combination">What is done with them.</param>
    /// <param name="count">n.</param>
    /// <param name="length">Their length.</param>
    /// <typeparam name="T">The element type.</typeparam>
    bool TakesCombination<T>(RowsKey key, Combination combination, int count, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The inner products of vectors, the upper triangle row by row; null where the processor has to do it. With the lease only.</summary>
    /// <param name="key">Whose vectors they are: they stay on the device for what is asked next under the same key.</param>
    /// <param name="vectors">n vectors of one length.</param>
    /// <typeparam name="T">The element type.</typeparam>
    double[]? Products<T>(RowsKey key, IReadOnlyList<VectorBuffer<T>> vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Combines vectors; false where the processor has to do it. With the lease only.</summary>
    /// <param name="key">Whose vectors they are.</param>
    /// <param name="combination">What is done with them.</param>
    /// <param name="vectors">n vectors of one length.</param>
    /// <param name="destination">Overwritten; none of them.</param>
    /// <typeparam name="T">The element type.</typeparam>
    bool TryCombine<T>(RowsKey key, Combination combination, IReadOnlyList<VectorBuffer<T>> vectors, VectorBuffer<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Whether vectors of an owner are on the device.</summary>
    bool Holds(object owner);

    /// <summary>Lets go of the vectors of an owner. With the lease only.</summary>
    void Release(object owner);
}

/// <summary>Whose vectors they are, and since when: a vector that was brought to the device is not brought again under the same key.</summary>
/// <param name="Owner">Whoever asks; one set of vectors an owner is kept.</param>
/// <param name="Vector">Which of its update vectors.</param>
/// <param name="Stamp">While it is the same no vector changes; below 0 nothing is kept.</param>
public readonly record struct RowsKey(object Owner, int Vector, long Stamp);
