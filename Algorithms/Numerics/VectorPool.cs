using System.Collections.Concurrent;
using System.Numerics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// Vectors of one length that are used again and again: scratch memory, updates under way. Safe for any thread.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="length">The number of elements of every vector of this pool.</param>
public sealed class VectorPool<T>(int length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ConcurrentBag<VectorBuffer<T>> free = [];

    /// <summary>The number of elements of every vector.</summary>
    public int Length { get; } = length;

    /// <summary>Takes a vector; its elements are anything.</summary>
    public VectorBuffer<T> Rent() => free.TryTake(out VectorBuffer<T>? buffer) ? buffer : new VectorBuffer<T>(Length, clear: false);

    /// <summary>Gives a vector back. Nobody may use it afterwards.</summary>
    public void Return(VectorBuffer<T> buffer)
    {
        if (buffer.Length != Length)
            throw new ArgumentException($"The pool holds vectors of {Length} elements, not {buffer.Length}.", nameof(buffer));

        free.Add(buffer);
    }

    /// <summary>Lets go of every vector that is not in use.</summary>
    public void Clear() => free.Clear();
}
