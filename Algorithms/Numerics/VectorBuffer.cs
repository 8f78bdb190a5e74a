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
    private readonly byte[] bytes;

    /// <summary>Allocates a vector.</summary>
    /// <param name="length">The number of elements; the bytes must fit one array (2^31 - 57).</param>
    /// <param name="clear">Whether the elements start at zero; otherwise they start at anything.</param>
    public VectorBuffer(int length, bool clear = true)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Vectors are little-endian in memory and on the wire.");

        int size = checked(length * Unsafe.SizeOf<T>());
        bytes = clear ? new byte[size] : GC.AllocateUninitializedArray<byte>(size);
    }

    /// <summary>The number of elements.</summary>
    public int Length => bytes.Length / Unsafe.SizeOf<T>();

    /// <summary>The numbers.</summary>
    public Span<T> Span => MemoryMarshal.Cast<byte, T>(bytes.AsSpan());

    /// <summary>The bytes of some elements, uncopied.</summary>
    /// <param name="offset">The first element.</param>
    /// <param name="count">The number of elements.</param>
    public ReadOnlyMemory<byte> Bytes(int offset, int count) =>
        bytes.AsMemory(checked(offset * Unsafe.SizeOf<T>()), checked(count * Unsafe.SizeOf<T>()));

    /// <summary>All bytes, to be filled: for who restores the vector before anybody else has it.</summary>
    public Memory<byte> AllBytes => bytes;
}
