using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>Reads what <see cref="BitWriter"/> packed, and never more than there is.</summary>
internal ref struct BitReader
{
    /// <summary>The most bits that are read at a time.</summary>
    public const int MostBits = 56;

    private readonly ReadOnlySpan<byte> bytes;
    private ulong pending;
    private int pendingBits;
    private int position;
    private long left;

    /// <summary>Opens a span.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="bits">How many bits of them count, at most those of the last byte fewer than there are.</param>
    public BitReader(ReadOnlySpan<byte> source, long bits)
    {
        Malformed.ThrowIf(bits < 0 || (bits + 7) / 8 != source.Length, "its bits do not fill its bytes");
        bytes = source;
        left = bits;
    }

    /// <summary>Reads so many bits, 0 to <see cref="MostBits"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Read(int count)
    {
        left -= count;
        if (left < 0)
            Malformed.Throw("it ends too early");
        if (pendingBits < count)
            Fill();
        ulong value = pending & ((1UL << count) - 1);
        pending >>= count;
        pendingBits -= count;
        return value;
    }

    /// <summary>The next bits, at least <see cref="MostBits"/> of them, after <see cref="TryFill"/>.</summary>
    public readonly ulong Next => pending;

    /// <summary>Whether at least <see cref="MostBits"/> are left; they are in <see cref="Next"/> then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFill()
    {
        if (left < MostBits)
            return false;
        if (pendingBits < MostBits)
            Fill();
        return pendingBits >= MostBits;
    }

    /// <summary>Goes on behind so many bits of <see cref="Next"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        left -= count;
        pending >>= count;
        pendingBits -= count;
    }

    /// <summary>Reads zeros up to and with the first one, and tells how many zeros they were.</summary>
    /// <param name="most">More of them are refused.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadUnary(int most)
    {
        int zeros = 0;
        while (true)
        {
            if (pendingBits == 0)
                Fill();
            int run = Math.Min(BitOperations.TrailingZeroCount(pending), pendingBits);
            bool isEnd = run < pendingBits;
            int taken = isEnd ? run + 1 : run;
            zeros += run;
            left -= taken;
            if (left < 0 || zeros > most || taken == 0)
                Malformed.Throw("it has a number that is too large");
            pending >>= taken;
            pendingBits -= taken;
            if (isEnd)
                return zeros;
        }
    }

    /// <summary>Refuses a message of which anything is left.</summary>
    public readonly void Finish()
    {
        Malformed.ThrowIf(left != 0, "it goes on behind its end");
        ulong padding = pending & ((1UL << pendingBits) - 1);
        Malformed.ThrowIf(padding != 0, "it is not filled up with zeros");
    }

    // Bits above pendingBits may stand in the register already: they are the next ones, and are put there again.
    private void Fill()
    {
        if (bytes.Length - position >= sizeof(ulong))
        {
            pending |= BinaryPrimitives.ReadUInt64LittleEndian(bytes[position..]) << pendingBits;
            int taken = (63 - pendingBits) / 8;
            position += taken;
            pendingBits += 8 * taken;
            return;
        }

        for (; pendingBits <= 56 && position < bytes.Length; pendingBits += 8)
            pending |= (ulong)bytes[position++] << pendingBits;
    }
}
