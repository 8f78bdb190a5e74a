using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Starling.Algorithms.Decentralized;

/// <summary>What a node of a decentralized run keeps: the algorithm's vectors of length d, its clock and its counters. Used by one thread at a time.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class NodeState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Every vector begins on a cache line, so that no register that is loaded lies across two.
    private const int Alignment = 64;

    private readonly T[] values;
    private readonly int first;

    /// <summary>All vectors zero, the clock at zero.</summary>
    /// <param name="vectorCount">k, how many vectors the algorithm keeps.</param>
    /// <param name="dimension">d.</param>
    public unsafe NodeState(int vectorCount, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        int line = Math.Max(1, Alignment / Unsafe.SizeOf<T>());
        Stride = checked((dimension + line - 1) / line * line);
        values = GC.AllocateArray<T>(checked((vectorCount * Stride) + line - 1), pinned: true);
        first = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(values, 0) & (Alignment - 1)) / Unsafe.SizeOf<T>();
        Address = (T*)Marshal.UnsafeAddrOfPinnedArrayElement(values, first);
        VectorCount = vectorCount;
        Dimension = dimension;
    }

    /// <summary>k.</summary>
    public int VectorCount { get; }

    /// <summary>d.</summary>
    public int Dimension { get; }

    /// <summary>The time up to which the vectors follow the flow; of event-driven algorithms.</summary>
    public double Time { get; set; }

    /// <summary>How many gradients of its function the node has computed.</summary>
    public long Gradients { get; set; }

    /// <summary>The vectors, one after the other.</summary>
    /// <param name="vector">The number of a vector.</param>
    public Span<T> this[int vector] => values.AsSpan(first + (vector * Stride), Dimension);

    /// <summary>Where the first vector lies; states do not move.</summary>
    internal unsafe T* Address { get; }

    /// <summary>From a vector to the next one, in elements.</summary>
    internal int Stride { get; }

    /// <summary>Everything, for checkpoints: the vectors with what lies between them.</summary>
    internal Span<byte> Bytes => MemoryMarshal.AsBytes(values.AsSpan(first, VectorCount * Stride));
}
