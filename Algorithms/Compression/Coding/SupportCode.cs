using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
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
        if (support.IsEmpty)
            return bits;

        // The sum of all gaps is below D.
        ref int support0 = ref MemoryMarshal.GetReference(support);
        Vector256<int> quotients = default;
        int i = 1;
        for (; i <= support.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            quotients += Gaps(ref support0, i) >> rice;
        bits += (support[0] >> rice) + Vector256.Sum(quotients);
        for (; i < support.Length; i++)
            bits += (support[i] - support[i - 1] - 1) >> rice;
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

        BitReader local = reader;
        int width = IndexBits(dimension);
        long previous = -1;
        for (int i = 0; i < support.Length; i++)
        {
            long position = coding == SupportCoding.Index ? (long)local.Read(width) : previous + 1 + ReadGap(ref local, dimension, rice);
            Malformed.ThrowIf(position <= previous || position >= dimension, "its positions are not ascending and below D");
            support[i] = (int)position;
            previous = position;
        }

        reader = local;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ReadGap(ref BitReader reader, int dimension, int rice)
    {
        if (reader.TryFill())
        {
            ulong word = reader.Next;
            int zeros = BitOperations.TrailingZeroCount(word);
            if (zeros + 1 + rice <= BitReader.MostBits)
            {
                reader.Skip(zeros + 1 + rice);
                return ((long)zeros << rice) | (long)(word >> (zeros + 1) & ((1UL << rice) - 1));
            }
        }

        return ((long)reader.ReadUnary(dimension >> rice) << rice) | (long)reader.Read(rice);
    }

    private static void WriteGaps(ref BitWriter writer, ReadOnlySpan<int> support, int rice)
    {
        BitWriter local = writer;
        ref int support0 = ref MemoryMarshal.GetReference(support);
        int i = 0;
        if (CodeQuads.IsSupported && !support.IsEmpty)
        {
            WriteGap(ref local, support[0], rice);
            for (i = 1; i <= support.Length - CodeQuads.Count; i += CodeQuads.Count)
            {
                if (!TryWriteGaps(ref local, ref support0, i, rice))
                {
                    for (int j = i; j < i + CodeQuads.Count; j++)
                        WriteGap(ref local, support[j] - support[j - 1] - 1, rice);
                }
            }
        }

        for (; i < support.Length; i++)
            WriteGap(ref local, support[i] - (i == 0 ? 0 : support[i - 1] + 1), rice);
        writer = local;
    }

    private static void WriteGap(ref BitWriter writer, int gap, int rice)
    {
        ulong low = (uint)gap & ((1u << rice) - 1);
        int zeros = gap >> rice;
        if (zeros + 1 + rice <= BitWriter.MostBits)
        {
            writer.Write(((low << 1) | 1) << zeros, zeros + 1 + rice);
            return;
        }

        writer.WriteUnary(zeros);
        writer.Write(low, rice);
    }

    // Sixteen gaps, unless one of them is too large.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryWriteGaps(ref BitWriter writer, ref int support0, int i, int rice)
    {
        Vector256<uint> lower = Gaps(ref support0, i).AsUInt32();
        Vector256<uint> upper = Gaps(ref support0, i + 8).AsUInt32();
        Vector256<uint> lowerZeros = lower >>> rice;
        Vector256<uint> upperZeros = upper >>> rice;
        int mostZeros = CodeQuads.LongestCode - 1 - rice;
        if (mostZeros < 0 || Vector256.GreaterThanAny(Vector256.Max(lowerZeros, upperZeros), Vector256.Create((uint)mostZeros)))
            return false;

        Vector256<uint> mask = Vector256.Create((1u << rice) - 1);
        Vector256<uint> rest = Vector256.Create((uint)rice + 1);
        var quads = new CodeQuads(
            Avx2.ShiftLeftLogicalVariable(((lower & mask) << 1) | Vector256<uint>.One, lowerZeros),
            lowerZeros + rest,
            Avx2.ShiftLeftLogicalVariable(((upper & mask) << 1) | Vector256<uint>.One, upperZeros),
            upperZeros + rest);
        if (!quads.Fit)
            return false;

        quads.WriteTo(ref writer);
        return true;
    }

    // The gaps before eight positions, of which none is the first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Gaps(ref int support0, int i) =>
        Vector256.LoadUnsafe(ref support0, (nuint)i) - Vector256.LoadUnsafe(ref support0, (nuint)i - 1) - Vector256<int>.One;

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
