using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>Signed levels in fixed width: the sign in the lowest bit, the magnitude above it; several at a time.</summary>
internal static class FixedWidth
{
    /// <summary>Writes levels whose codes have so many bits.</summary>
    public static void Write(ref BitWriter writer, ReadOnlySpan<short> levels, int width)
    {
        int i = width == 8 && writer.IsAtByte ? WriteBytes(ref writer, levels)
            : 4 * width <= BitWriter.MostBits ? WriteSixteens(ref writer, levels, width)
            : 0;
        for (; i < levels.Length; i++)
            writer.Write(Code(levels[i]), width);
    }

    /// <summary>Reads levels of -s to s, or refuses.</summary>
    public static void Read(ref BitReader reader, Span<short> levels, int s, int width)
    {
        int together = BitReader.MostBits / width;
        uint mask = (1u << width) - 1;
        for (int i = 0; i < levels.Length; i += together)
        {
            Span<short> few = levels.Slice(i, Math.Min(together, levels.Length - i));
            ulong word = reader.Read(few.Length * width);
            foreach (ref short level in few)
            {
                uint code = (uint)word & mask;
                Malformed.ThrowIf(code >> 1 > s || code == 1, "it has a level above s");
                level = LevelCode.Signed((int)(code >> 1), code & 1);
                word >>= width;
            }
        }
    }

    // The usual width: sixteen levels make sixteen bytes.
    private static int WriteBytes(ref BitWriter writer, ReadOnlySpan<short> levels)
    {
        BitWriter local = writer;
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int i = 0;
        for (; i <= levels.Length - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            Vector256<ushort> code = Codes(Vector256.LoadUnsafe(ref levels0, (nuint)i));
            local.Write(Vector128.Narrow(code.GetLower(), code.GetUpper()));
        }

        writer = local;
        return i;
    }

    // Codes of w bits in 16 are pushed together to pairs in 32, and those to fours in 64.
    private static int WriteSixteens(ref BitWriter writer, ReadOnlySpan<short> levels, int width)
    {
        BitWriter local = writer;
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        Vector256<uint> low = Vector256.Create((uint)ushort.MaxValue);
        Vector256<ulong> lowPair = Vector256.Create((ulong)uint.MaxValue);
        int i = 0;
        for (; i <= levels.Length - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            Vector256<uint> codes = Codes(Vector256.LoadUnsafe(ref levels0, (nuint)i)).AsUInt32();
            Vector256<ulong> pairs = ((codes & low) | ((codes & ~low) >>> (16 - width))).AsUInt64();
            Vector256<ulong> fours = (pairs & lowPair) | ((pairs & ~lowPair) >>> (32 - (2 * width)));
            local.Write(fours.GetElement(0), 4 * width);
            local.Write(fours.GetElement(1), 4 * width);
            local.Write(fours.GetElement(2), 4 * width);
            local.Write(fours.GetElement(3), 4 * width);
        }

        writer = local;
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Codes(Vector256<short> level)
    {
        Vector256<short> sign = level >> 15;
        return ((((level ^ sign) - sign) << 1) - sign).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Code(short level)
    {
        int sign = level >> 31;
        return (uint)((((level ^ sign) - sign) << 1) - sign);
    }
}
