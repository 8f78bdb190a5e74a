using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>How the positions of the kept coordinates are written.</summary>
internal enum SupportCoding : byte
{
    /// <summary>Not at all: the receiver draws them from the seed.</summary>
    Seed = 0,

    /// <summary>ceil(log2 D) bits each.</summary>
    Index = 1,

    /// <summary>A bit for every coordinate.</summary>
    Bitmap = 2,

    /// <summary>The gaps between them by Golomb and Rice: gap >> r zeros, a one, the r low bits.</summary>
    Rice = 3,
}

/// <summary>
/// Positions i_1 &lt; ... &lt; i_k of D. Rice's parameter is that for gaps of a random support, r = max(0, round(log2(-1 / log2(1 - k/D)))): about
/// log2 C(D, k) bits in all. Source: Golomb, "Run-length encodings", 1966; Rice and Plaunt, 1971.
/// </summary>
internal static class SupportCode
{
    private const double Ln2 = 0.693147180559945309417;

    /// <summary>ceil(log2 D).</summary>
    public static int IndexBits(int dimension) => dimension <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount((uint)(dimension - 1));

    /// <summary>The bits of the shorter one of indices and bitmap: no support takes more.</summary>
    public static long MostBits(int dimension, int count) => Math.Min((long)count * IndexBits(dimension), dimension);

    /// <summary>The cheapest way to write a support.</summary>
    public static (SupportCoding Coding, int Rice, long Bits) Cheapest(ReadOnlySpan<int> support, int dimension)
    {
        int rice = RiceParameter(dimension, support.Length);
        long indices = (long)support.Length * IndexBits(dimension);
        long gaps = RiceBits(support, rice);
        if (gaps <= indices && gaps <= dimension)
            return (SupportCoding.Rice, rice, gaps);

        return indices <= dimension ? (SupportCoding.Index, 0, indices) : (SupportCoding.Bitmap, 0, dimension);
    }

    /// <summary>r for k of D.</summary>
    public static int RiceParameter(int dimension, int count)
    {
        if (count == 0 || count >= dimension)
            return 0;

        double log2 = DeterministicMath.Log(1 - ((double)count / dimension)) / Ln2;
        return (int)Math.Max(0, Math.Round(DeterministicMath.Log(-1 / log2) / Ln2));
    }

    /// <summary>The bits that the gaps take.</summary>
    public static long RiceBits(ReadOnlySpan<int> support, int rice)
    {
        long bits = (long)support.Length * (rice + 1);
        int previous = -1;
        foreach (int position in support)
        {
            bits += (position - previous - 1) >> rice;
            previous = position;
        }

        return bits;
    }

    public static void Write(ref BitWriter writer, ReadOnlySpan<int> support, int dimension, SupportCoding coding, int rice)
    {
        switch (coding)
        {
            case SupportCoding.Index:
                int width = IndexBits(dimension);
                foreach (int position in support)
                    writer.Write((uint)position, width);
                break;
            case SupportCoding.Bitmap:
                WriteBitmap(ref writer, support, dimension);
                break;
            case SupportCoding.Rice:
                WriteGaps(ref writer, support, rice);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(coding), coding, null);
        }
    }

    /// <summary>Reads k positions; they are ascending and below D, or the message is refused.</summary>
    public static void Read(ref BitReader reader, Span<int> support, int dimension, SupportCoding coding, int rice)
    {
        Malformed.ThrowIf(coding is not (SupportCoding.Index or SupportCoding.Bitmap or SupportCoding.Rice), "it names no coding of positions");
        Malformed.ThrowIf(rice > (coding == SupportCoding.Rice ? 31 : 0), "its Rice parameter is too large");
        if (coding == SupportCoding.Bitmap)
        {
            ReadBitmap(ref reader, support, dimension);
            return;
        }

        int width = IndexBits(dimension);
        long previous = -1;
        for (int i = 0; i < support.Length; i++)
        {
            long position = coding == SupportCoding.Index
                ? (long)reader.Read(width)
                : previous + 1 + (((long)reader.ReadUnary(dimension >> rice) << rice) | (long)reader.Read(rice));
            Malformed.ThrowIf(position <= previous || position >= dimension, "its positions are not ascending and below D");
            support[i] = (int)position;
            previous = position;
        }
    }

    private static void WriteGaps(ref BitWriter writer, ReadOnlySpan<int> support, int rice)
    {
        uint mask = (1u << rice) - 1;
        int previous = -1;
        foreach (int position in support)
        {
            uint gap = (uint)(position - previous - 1);
            int zeros = (int)(gap >> rice);
            previous = position;
            if (zeros + rice < 63)
            {
                writer.Write((((ulong)(gap & mask) << 1) | 1) << zeros, zeros + 1 + rice);
                continue;
            }

            writer.WriteUnary(zeros);
            writer.Write(gap & mask, rice);
        }
    }

    private static void WriteBitmap(ref BitWriter writer, ReadOnlySpan<int> support, int dimension)
    {
        int next = 0;
        for (int start = 0; start < dimension; start += 32)
        {
            int count = Math.Min(32, dimension - start);
            uint word = 0;
            for (; next < support.Length && support[next] < start + count; next++)
                word |= 1u << (support[next] - start);
            writer.Write(word, count);
        }
    }

    private static void ReadBitmap(ref BitReader reader, Span<int> support, int dimension)
    {
        int next = 0;
        for (int start = 0; start < dimension; start += 32)
        {
            for (uint word = (uint)reader.Read(Math.Min(32, dimension - start)); word != 0; word &= word - 1)
            {
                Malformed.ThrowIf(next == support.Length, "its bitmap has too many positions");
                support[next++] = start + BitOperations.TrailingZeroCount(word);
            }
        }

        Malformed.ThrowIf(next != support.Length, "its bitmap has too few positions");
    }
}
