using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Grains.Shards;

/// <summary>
/// The slices of the server vectors that a shard holds: the newest version and the one before. A version never changes once
/// it is here, so that its bytes can be handed out uncopied.
/// </summary>
/// <typeparam name="T">The element type of the job's vectors.</typeparam>
internal sealed class ShardVersions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private IReadOnlyList<VectorBuffer<T>> newest;
    private IReadOnlyList<VectorBuffer<T>>? before;

    /// <summary>Starts with a version.</summary>
    /// <param name="version">Its number.</param>
    /// <param name="first">Its slices.</param>
    public ShardVersions(int version, IReadOnlyList<VectorBuffer<T>> first)
    {
        newest = first;
        Newest = version;
    }

    /// <summary>The newest version: the number of rounds committed.</summary>
    public int Newest { get; private set; }

    /// <summary>Makes a version that is still here the newest, and drops what came after it.</summary>
    /// <returns>False where it is not here.</returns>
    public bool TryReturnTo(int version)
    {
        if (version == Newest)
            return true;

        if (version != Newest - 1 || before is null)
            return false;

        newest = before;
        before = null;
        Newest = version;
        return true;
    }

    /// <summary>Whether a version is here.</summary>
    public bool Has(int version) => version == Newest || (version == Newest - 1 && before is not null);

    /// <summary>The slices of a version.</summary>
    /// <exception cref="InvalidOperationException">The version is neither the newest nor the one before.</exception>
    public IReadOnlyList<VectorBuffer<T>> Get(int version)
    {
        if (version == Newest)
            return newest;

        return version == Newest - 1 && before is not null
            ? before
            : throw new InvalidOperationException($"This shard holds version {Newest} and the one before, not {version}.");
    }

    /// <summary>Makes a version the newest.</summary>
    /// <param name="version">Its number: one more than the newest so far.</param>
    /// <param name="slices">Its slices, which nobody changes any more.</param>
    public void Advance(int version, IReadOnlyList<VectorBuffer<T>> slices)
    {
        if (version != Newest + 1)
            throw new InvalidOperationException($"After version {Newest} comes {Newest + 1}, not {version}.");

        before = newest;
        newest = slices;
        Newest = version;
    }
}
