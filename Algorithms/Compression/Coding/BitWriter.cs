using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>Packs bits, least significant first, into bytes; the bits under way are in one register.</summary>
/// <param name="destination">Where they go; eight bytes longer than what is written.</param>
internal ref struct BitWriter(Span<byte> destination)
{
    private const int WordBits = 64;

    private readonly Span<byte> bytes = destination;
    private ulong pending;
    private int pendingBits;
    private int position;

    /// <summary>The number of bits so far.</summary>
    public readonly long Bits => (8L * position) + pendingBits;

    /// <summary>Writes the lower bits of a value.</summary>
    /// <param name="value">The bits; those above are zero.</param>
    /// <param name="count">How many, 0 to 63.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(ulong value, int count)
    {
        pending |= value << pendingBits;
        int total = pendingBits + count;
        if (total >= WordBits)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[position..], pending);
            position += sizeof(ulong);
            pending = value >> (WordBits - pendingBits);
            total -= WordBits;
        }

        pendingBits = total;
    }

    /// <summary>Writes so many zeros and a one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUnary(int zeros)
    {
        for (; zeros >= WordBits - 1; zeros -= WordBits - 1)
            Write(0, WordBits - 1);
        Write(1UL << zeros, zeros + 1);
    }

    /// <summary>Writes what is under way, filled up with zeros.</summary>
    /// <returns>The number of bytes written in all.</returns>
    public int Flush()
    {
        for (; pendingBits > 0; pendingBits -= 8)
        {
            bytes[position++] = (byte)pending;
            pending >>= 8;
        }

        (pending, pendingBits) = (0, 0);
        return position;
    }
}
