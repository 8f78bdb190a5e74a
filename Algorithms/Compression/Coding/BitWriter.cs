using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>Packs bits, least significant first, into bytes; the bits of the last byte are in a register.</summary>
/// <param name="destination">Where they go; eight bytes longer than what is written.</param>
internal ref struct BitWriter(Span<byte> destination)
{
    /// <summary>The most bits that are written at a time.</summary>
    public const int MostBits = 56;

    private readonly Span<byte> bytes = destination;
    private ulong pending;
    private int pendingBits;
    private int position;

    /// <summary>The number of bits so far.</summary>
    public readonly long Bits => (8L * position) + pendingBits;

    /// <summary>Whether a whole number of bytes is written.</summary>
    public readonly bool IsAtByte => pendingBits == 0;

    /// <summary>Writes the lower bits of a value.</summary>
    /// <remarks>Without a branch: eight bytes are stored at every call, and whole bytes of them count.</remarks>
    /// <param name="value">The bits; those above are zero.</param>
    /// <param name="count">How many, 0 to <see cref="MostBits"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ulong value, int count)
    {
        pending |= value << pendingBits;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[position..], pending);
        int total = pendingBits + count;
        position += total >> 3;
        pending >>= total & ~7;
        pendingBits = total & 7;
    }

    /// <summary>Writes sixteen bytes where <see cref="IsAtByte"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(Vector128<byte> sixteen)
    {
        sixteen.CopyTo(bytes[position..]);
        position += Vector128<byte>.Count;
    }

    /// <summary>Writes so many zeros and a one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUnary(int zeros)
    {
        for (; zeros >= MostBits; zeros -= MostBits)
            Write(0, MostBits);
        Write(1UL << zeros, zeros + 1);
    }

    /// <summary>Ends with a whole byte, filled up with zeros.</summary>
    /// <returns>The number of bytes written in all.</returns>
    public int Flush()
    {
        if (pendingBits > 0)
            position++;
        (pending, pendingBits) = (0, 0);
        return position;
    }
}
