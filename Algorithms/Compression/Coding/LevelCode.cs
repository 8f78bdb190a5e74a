using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
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
/// Codes of the levels of a quantised vector. Source: Elias, "Universal codeword sets and representations of the integers", 1975.
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
            long gaps = GapBits(levels, (int)counts.NonZero, rice);
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
                GammaCode.Write(ref writer, levels, 1);
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
                GammaCode.Read(ref reader, levels, 1, s);
                break;
            case LevelCoding.Sparse:
                ReadSparse(ref reader, levels, s, rice);
                break;
            default:
                ReadTrits(ref reader, levels);
                break;
        }
    }

    // With Rice's parameter 0 a gap is so many zeros and a one, and all gaps are the bitmap up to the last level that is not zero.
    private static long GapBits(ReadOnlySpan<short> levels, int nonZero, int rice)
    {
        if (rice == 0)
            return levels.LastIndexOfAnyExcept((short)0) + 1;

        int[] pooled = ArrayPool<int>.Shared.Rent(nonZero + NonZeros.Slack);
        long bits = SupportCode.RiceBits(NonZeros.Positions(levels, pooled), rice);
        ArrayPool<int>.Shared.Return(pooled);
        return bits;
    }

    private static void WriteSparse(ref BitWriter writer, ReadOnlySpan<short> levels, int nonZero, int s, int rice)
    {
        writer.Write((uint)nonZero, CountBits);
        if (rice == 0)
        {
            NonZeros.WriteBitmap(ref writer, levels[..(levels.LastIndexOfAnyExcept((short)0) + 1)]);
        }
        else
        {
            int[] positions = ArrayPool<int>.Shared.Rent(nonZero + NonZeros.Slack);
            SupportCode.Write(ref writer, NonZeros.Positions(levels, positions), levels.Length, SupportCoding.Rice, rice);
            ArrayPool<int>.Shared.Return(positions);
        }

        short[] pooled = ArrayPool<short>.Shared.Rent(nonZero + NonZeros.Slack);
        ReadOnlySpan<short> values = NonZeros.Values(levels, pooled);
        if (s > 1)
            GammaCode.Write(ref writer, values, 0);
        else
            SignCode.Write(ref writer, values);
        ArrayPool<short>.Shared.Return(pooled);
    }

    private static void ReadSparse(ref BitReader reader, Span<short> levels, int s, int rice)
    {
        int count = (int)reader.Read(CountBits);
        Malformed.ThrowIf(count < 0 || count > levels.Length, "it has too many levels");
        int words = rice == 0 ? (levels.Length + 31) / 32 : count;
        int[] pooled = ArrayPool<int>.Shared.Rent(words);
        short[] pooledValues = ArrayPool<short>.Shared.Rent(count + NonZeros.Slack);
        try
        {
            Span<int> support = pooled.AsSpan(0, words);
            if (rice == 0)
                NonZeros.ReadBitmap(ref reader, MemoryMarshal.Cast<int, uint>(support), levels.Length, count);
            else
                SupportCode.Read(ref reader, support, levels.Length, SupportCoding.Rice, rice);
            Span<short> values = pooledValues.AsSpan(0, count);
            if (s > 1)
                GammaCode.Read(ref reader, values, 0, s);
            else
                SignCode.Read(ref reader, values);
            if (rice == 0)
                NonZeros.Spread(MemoryMarshal.Cast<int, uint>(support), pooledValues, levels);
            else
                Sparsifier.Scatter<short>(support, values, levels);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(pooled);
            ArrayPool<short>.Shared.Return(pooledValues);
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
}
