using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Compression.Kernels;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>How signed levels 0 to s are written.</summary>
internal enum LevelCoding : byte
{
    /// <summary>A sign and ceil(log2(s + 1)) bits each.</summary>
    Fixed = 0,

    /// <summary>Elias gamma of level + 1, and a sign where the level is not 0.</summary>
    Gamma = 1,

    /// <summary>How many levels are not zero (32 bits), the gaps between those in Rice's code, Elias gamma of each (nothing for s = 1) and its sign.</summary>
    Sparse = 2,

    /// <summary>Five levels -1, 0, 1 a byte; s = 1 only.</summary>
    Trits = 3,
}

/// <summary>
/// Codes of the levels of a quantised vector. Elias gamma of v, least significant bit first: floor(log2 v) zeros, a one, the bits of v below the
/// first. Source: Elias, "Universal codeword sets and representations of the integers", 1975.
/// </summary>
internal static class LevelCode
{
    private const int CountBits = 32;

    /// <summary>1 + ceil(log2(s + 1)).</summary>
    public static int FixedBits(int s) => 1 + BitOperations.Log2((uint)s) + 1;

    /// <summary>The bits of D levels in fixed width, or as trits where that is allowed.</summary>
    public static long MostBits(int dimension, int s, bool trits) => trits ? TritBits(dimension) : (long)dimension * FixedBits(s);

    /// <summary>Eight bits for five coordinates.</summary>
    public static long TritBits(int dimension) => 8 * (((long)dimension + 4) / 5);

    /// <summary>The bits in Elias gamma.</summary>
    public static long GammaBits(int dimension, LevelCounts counts) => dimension + (2 * counts.LogsOfNext) + counts.NonZero;

    /// <summary>The cheapest coding of some levels.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="s">The largest that there may be.</param>
    /// <param name="trits">Whether trits stand in the place of fixed width.</param>
    /// <param name="counts">Their counts.</param>
    public static (LevelCoding Coding, int Rice, long Bits) Cheapest(ReadOnlySpan<short> levels, int s, bool trits, LevelCounts counts)
    {
        (LevelCoding Coding, int Rice, long Bits) best = (trits ? LevelCoding.Trits : LevelCoding.Fixed, 0, MostBits(levels.Length, s, trits));
        long gamma = GammaBits(levels.Length, counts);
        if (gamma < best.Bits)
            best = (LevelCoding.Gamma, 0, gamma);

        // A support takes a bit for each of its elements at the least.
        long values = counts.NonZero + (s > 1 ? counts.NonZero + (2 * counts.Logs) : 0);
        if (values + counts.NonZero < best.Bits)
        {
            int rice = SupportCode.RiceParameter(levels.Length, (int)counts.NonZero);
            int[] pooled = ArrayPool<int>.Shared.Rent((int)counts.NonZero);
            long gaps = SupportCode.RiceBits(NonZeros(levels, pooled), rice);
            ArrayPool<int>.Shared.Return(pooled);
            long bits = CountBits + gaps + values;
            if (bits < best.Bits)
                best = (LevelCoding.Sparse, rice, bits);
        }

        return best;
    }

    public static void Write(ref BitWriter writer, ReadOnlySpan<short> levels, int nonZero, int s, LevelCoding coding, int rice)
    {
        switch (coding)
        {
            case LevelCoding.Fixed:
                FixedWidth.Write(ref writer, levels, FixedBits(s));
                break;
            case LevelCoding.Gamma:
                foreach (short level in levels)
                    WriteSigned(ref writer, level, 1);
                break;
            case LevelCoding.Sparse:
                WriteSparse(ref writer, levels, nonZero, s, rice);
                break;
            default:
                for (int i = 0; i < levels.Length; i += 5)
                {
                    uint code = 0;
                    for (int j = Math.Min(i + 5, levels.Length) - 1; j >= i; j--)
                        code = (3 * code) + (uint)(levels[j] + 1);
                    writer.Write(code, 8);
                }

                break;
        }
    }

    /// <summary>Reads levels of -s to s, or refuses.</summary>
    public static void Read(ref BitReader reader, Span<short> levels, int s, LevelCoding coding, int rice)
    {
        Malformed.ThrowIf(coding > LevelCoding.Trits || (coding == LevelCoding.Trits && s != 1), "it names no coding of levels");
        Malformed.ThrowIf(rice > (coding == LevelCoding.Sparse ? 31 : 0), "its Rice parameter is too large");
        switch (coding)
        {
            case LevelCoding.Fixed:
                FixedWidth.Read(ref reader, levels, s, FixedBits(s));
                break;
            case LevelCoding.Gamma:
                foreach (ref short level in levels)
                {
                    int magnitude = ReadGamma(ref reader, s + 1) - 1;
                    level = magnitude == 0 ? (short)0 : Signed(magnitude, (uint)reader.Read(1));
                }

                break;
            case LevelCoding.Sparse:
                ReadSparse(ref reader, levels, s, rice);
                break;
            default:
                ReadTrits(ref reader, levels);
                break;
        }
    }

    // Elias gamma of |level| + offset, and behind it the sign where the level is not 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteSigned(ref BitWriter writer, short level, int offset)
    {
        int sign = level >> 31;
        uint magnitude = (uint)((level ^ sign) - sign);
        uint v = magnitude + (uint)offset;
        int log = BitOperations.Log2(v);
        ulong low = v ^ (1UL << log);
        int isSigned = magnitude == 0 ? 0 : 1;
        writer.Write((((low | ((ulong)(uint)-sign << log)) << 1) | 1) << log, (2 * log) + 1 + isSigned);
    }

    private static int ReadGamma(ref BitReader reader, int most)
    {
        int log = reader.ReadUnary(BitOperations.Log2((uint)most));
        int v = (1 << log) | (int)reader.Read(log);
        Malformed.ThrowIf(v > most, "it has a level above s");
        return v;
    }

    private static void WriteSparse(ref BitWriter writer, ReadOnlySpan<short> levels, int nonZero, int s, int rice)
    {
        int[] pooled = ArrayPool<int>.Shared.Rent(nonZero);
        ReadOnlySpan<int> support = NonZeros(levels, pooled);
        writer.Write((uint)support.Length, CountBits);
        SupportCode.Write(ref writer, support, levels.Length, SupportCoding.Rice, rice);
        foreach (int position in support)
        {
            if (s > 1)
                WriteSigned(ref writer, levels[position], 0);
            else
                writer.Write(levels[position] < 0 ? 1u : 0u, 1);
        }

        ArrayPool<int>.Shared.Return(pooled);
    }

    private static void ReadSparse(ref BitReader reader, Span<short> levels, int s, int rice)
    {
        int count = (int)reader.Read(CountBits);
        Malformed.ThrowIf(count < 0 || count > levels.Length, "it has too many levels");
        int[] pooled = ArrayPool<int>.Shared.Rent(count);
        try
        {
            Span<int> support = pooled.AsSpan(0, count);
            SupportCode.Read(ref reader, support, levels.Length, SupportCoding.Rice, rice);
            levels.Clear();
            foreach (int position in support)
            {
                int magnitude = s > 1 ? ReadGamma(ref reader, s) : 1;
                levels[position] = Signed(magnitude, (uint)reader.Read(1));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(pooled);
        }
    }

    private static void ReadTrits(ref BitReader reader, Span<short> levels)
    {
        for (int i = 0; i < levels.Length; i += 5)
        {
            uint code = (uint)reader.Read(8);
            for (int j = i; j < Math.Min(i + 5, levels.Length); j++, code /= 3)
                levels[j] = (short)((int)(code % 3) - 1);
            Malformed.ThrowIf(code != 0, "it has a byte that is no five trits");
        }
    }

    /// <summary>The level of a magnitude and a sign bit.</summary>
    internal static short Signed(int magnitude, uint sign) => (short)((magnitude ^ -(int)sign) + (int)sign);

    // Sixteen levels at a time, since most are zero where this is asked for.
    private static ReadOnlySpan<int> NonZeros(ReadOnlySpan<short> levels, Span<int> positions)
    {
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int count = 0;
        int i = 0;
        for (; i <= levels.Length - Vector256<short>.Count; i += Vector256<short>.Count)
        {
            uint hits = ~Vector256.Equals(Vector256.LoadUnsafe(ref levels0, (nuint)i), Vector256<short>.Zero).ExtractMostSignificantBits() & 0xFFFF;
            for (; hits != 0; hits &= hits - 1)
                positions[count++] = i + BitOperations.TrailingZeroCount(hits);
        }

        for (; i < levels.Length; i++)
        {
            if (levels[i] != 0)
                positions[count++] = i;
        }

        return positions[..count];
    }
}
