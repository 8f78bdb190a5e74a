using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>
/// What the next eleven bits say in <see cref="GammaCode"/>, for each of their values: up to six signed levels whose codes are complete in them.
/// An entry has the levels in its lower six bytes, how many bits and how many levels they are in a byte's lower and upper half, and the largest
/// magnitude in the last byte.
/// </summary>
internal static class GammaTable
{
    /// <summary>How many bits an entry is chosen by.</summary>
    public const int Bits = 11;

    /// <summary>The bits that an entry is chosen by.</summary>
    public const ulong Mask = (1 << Bits) - 1;

    /// <summary>How many elements a reader may store for an entry, of which <see cref="Count"/> matter.</summary>
    public const int Written = 8;

    /// <summary>What <see cref="Largest"/> is of an entry without levels, since no code is complete in it.</summary>
    public const int None = byte.MaxValue;

    private const int MostLevels = 6;

    private static readonly ulong[] Plain = Make(0);
    private static readonly ulong[] Shifted = Make(1);

    /// <summary>The first entry.</summary>
    /// <param name="offset">0 or 1.</param>
    public static ref ulong Of(int offset) => ref MemoryMarshal.GetArrayDataReference(offset == 0 ? Plain : Shifted);

    /// <summary>How many bits the levels of an entry take.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(ulong entry) => (int)(entry >> 48) & 15;

    /// <summary>How many levels an entry has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Count(ulong entry) => (int)(entry >> 52) & 15;

    /// <summary>The largest magnitude of an entry, or <see cref="None"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Largest(ulong entry) => (int)(entry >> 56);

    private static ulong[] Make(int offset)
    {
        ulong[] entries = new ulong[1 << Bits];
        for (int bits = 0; bits < entries.Length; bits++)
        {
            ulong levels = 0;
            int length = 0, count = 0, largest = 0;
            while (count < MostLevels && TryRead(bits >> length, Bits - length, offset, out int level, out int taken))
            {
                levels |= (ulong)(byte)level << (8 * count);
                largest = Math.Max(largest, Math.Abs(level));
                length += taken;
                count++;
            }

            entries[bits] = levels | ((ulong)length << 48) | ((ulong)count << 52) | ((ulong)(count == 0 ? None : largest) << 56);
        }

        return entries;
    }

    private static bool TryRead(int bits, int available, int offset, out int level, out int taken)
    {
        int log = BitOperations.TrailingZeroCount(bits | (1 << available));
        taken = (2 * log) + 1;
        level = 0;
        if (taken > available)
            return false;

        level = ((1 << log) | ((bits >> (log + 1)) & ((1 << log) - 1))) - offset;
        if (level == 0)
            return true;

        if (++taken > available)
            return false;

        if (((bits >> (taken - 1)) & 1) != 0)
            level = -level;
        return true;
    }
}
