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
        int i = width == 8 ? WriteBytes(ref writer, levels) : 0;
        int together = Math.Min(8, 63 / width);
        for (; i <= levels.Length - together; i += together)
        {
            ulong word = 0;
            for (int j = together - 1; j >= 0; j--)
                word = (word << width) | Code(levels[i + j]);
            writer.Write(word, together * width);
        }

        for (; i < levels.Length; i++)
            writer.Write(Code(levels[i]), width);
    }

    /// <summary>Reads levels of -s to s, or refuses.</summary>
    public static void Read(ref BitReader reader, Span<short> levels, int s, int width)
    {
        int together = 56 / width;
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
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int i = 0;
        for (; i <= levels.Length - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            Vector256<short> level = Vector256.LoadUnsafe(ref levels0, (nuint)i);
            Vector256<short> sign = level >> 15;
            Vector256<ushort> code = ((((level ^ sign) - sign) << 1) - sign).AsUInt16();
            Vector128<uint> bytes = Vector128.Narrow(code.GetLower(), code.GetUpper()).AsUInt32();
            writer.Write(bytes.GetElement(0), 32);
            writer.Write(bytes.GetElement(1), 32);
            writer.Write(bytes.GetElement(2), 32);
            writer.Write(bytes.GetElement(3), 32);
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Code(short level)
    {
        int sign = level >> 31;
        return (uint)((((level ^ sign) - sign) << 1) - sign);
    }
}
