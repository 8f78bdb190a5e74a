using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// A vector of numbers over a byte array, so that any part of it can go over the wire, and come from there, without being
/// converted or copied: numbers are reinterpreted as little-endian bytes.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed class VectorBuffer<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A cache line, and the widest register: a load of one never touches two lines.</summary>
    private const int Alignment = 64;

    /// <summary>From here on a vector lies on a cache line, where it stays: the collector moves such arrays rarely anyway.</summary>
    private const int LeastAligned = 1 << 16;

    /// <summary>
    /// From here on vectors start at different places of a page and on different pages of a large block: the collector gives each its own block,
    /// all alike, and kernels that walk many vectors side by side would meet themselves in the same sets of the caches of memory and addresses.
    /// </summary>
    private const int LeastStaggered = 1 << 22;

    private const int Staggers = 32;
    private const int StaggerBytes = 4096 + Alignment;

    private static uint allocated;

    /// <summary>The most elements that a vector can have: its bytes are one array.</summary>
    public static int LongestLength => (Array.MaxLength - Alignment) / Unsafe.SizeOf<T>();

    private readonly byte[] bytes;
    private readonly int origin;
    private readonly int size;

    /// <summary>Allocates a vector.</summary>
    /// <param name="length">The number of elements; the bytes must fit one array (2^31 - 121).</param>
    /// <param name="clear">Whether the elements start at zero; otherwise they start at anything.</param>
    public VectorBuffer(int length, bool clear = true)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Vectors are little-endian in memory and on the wire.");

        size = checked(length * Unsafe.SizeOf<T>());
        bool aligned = size >= LeastAligned;
        int stagger = size is >= LeastStaggered and < int.MaxValue - (Staggers * StaggerBytes) - Alignment
            ? (int)(Interlocked.Increment(ref allocated) % Staggers) * StaggerBytes
            : 0;
        int room = checked(size + (aligned ? Alignment : 0) + stagger);
        bytes = clear ? GC.AllocateArray<byte>(room, pinned: aligned) : GC.AllocateUninitializedArray<byte>(room, pinned: aligned);
        if (aligned)
            origin = (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0) & (Alignment - 1)) + stagger;
    }

    /// <summary>Another vector with the same numbers.</summary>
    public VectorBuffer<T> Copy()
    {
        var copy = new VectorBuffer<T>(Length, clear: false);
        Span.CopyTo(copy.Span);
        return copy;
    }

    /// <summary>The number of elements.</summary>
    public int Length => size / Unsafe.SizeOf<T>();

    /// <summary>The numbers.</summary>
    public Span<T> Span => MemoryMarshal.Cast<byte, T>(bytes.AsSpan(origin, size));

    /// <summary>The bytes of some elements, uncopied.</summary>
    /// <param name="offset">The first element.</param>
    /// <param name="count">The number of elements.</param>
    public ReadOnlyMemory<byte> Bytes(int offset, int count) =>
        AllBytes.Slice(checked(offset * Unsafe.SizeOf<T>()), checked(count * Unsafe.SizeOf<T>()));

    /// <summary>All bytes, to be filled: for who restores the vector before anybody else has it.</summary>
    public Memory<byte> AllBytes => bytes.AsMemory(origin, size);
}
