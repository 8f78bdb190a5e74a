using System.Numerics;
using System.Runtime.InteropServices;

namespace Starling.Algorithms.Decentralized;

/// <summary>What a node of a decentralized run keeps: the algorithm's vectors of length d, its clock and its counters. Used by one thread at a time.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class NodeState<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Every vector begins on a cache line where the array does.
    private const int Alignment = 64;

    private readonly T[] values;
    private readonly int stride;

    /// <summary>All vectors zero, the clock at zero.</summary>
    /// <param name="vectorCount">k, how many vectors the algorithm keeps.</param>
    /// <param name="dimension">d.</param>
    public NodeState(int vectorCount, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        int line = Math.Max(1, Alignment / Marshal.SizeOf<T>());
        stride = checked((dimension + line - 1) / line * line);
        values = GC.AllocateArray<T>(checked(vectorCount * stride), pinned: true);
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
    public Span<T> this[int vector] => values.AsSpan(vector * stride, Dimension);

    /// <summary>Where a vector lies; states do not move.</summary>
    internal unsafe T* Address(int vector) => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(values, vector * stride);

    /// <summary>Everything, for checkpoints: the vectors with what lies between them.</summary>
    internal Span<byte> Bytes => MemoryMarshal.AsBytes(values.AsSpan());
}
