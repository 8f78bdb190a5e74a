using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Compression.Coding;

/// <summary>
/// Where the levels that are not zero are and what they are, and back. Eight levels at a time by a table over which of them are not zero, so that
/// nothing branches on the levels, which are random.
/// </summary>
internal static class NonZeros
{
    /// <summary>How many elements a buffer has more than there are levels that are not zero.</summary>
    public const int Slack = 8;

    private const int WordBits = 32;
    private const ulong NotOne = 0x40;

    // Of each set of eight: its elements in ascending order, a byte each; and of each of the eight how many elements of the set are before it, or NotOne.
    private static readonly ulong[] Elements = new ulong[1 << Slack];
    private static readonly ulong[] Ranks = new ulong[1 << Slack];

    static NonZeros()
    {
        for (int set = 0; set < Elements.Length; set++)
        {
            int count = 0;
            for (int element = 0; element < Slack; element++)
            {
                bool isIn = (set >> element & 1) != 0;
                Ranks[set] |= (isIn ? (ulong)count : NotOne) << (8 * element);
                if (isIn)
                    Elements[set] |= (ulong)element << (8 * count++);
            }
        }
    }

    /// <summary>The positions of the levels that are not zero, ascending.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="destination">Overwritten; longer than the result by <see cref="Slack"/>.</param>
    public static ReadOnlySpan<int> Positions(ReadOnlySpan<short> levels, Span<int> destination)
    {
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int count = 0;
        int i = 0;
        for (; i <= levels.Length - Slack; i += Slack)
        {
            uint set = SetOf(Vector128.LoadUnsafe(ref levels0, (nuint)i));
            Vector128<ushort> elements = Widened(Elements, set);
            Vector256<int> positions = Vector256.Create(Vector128.WidenLower(elements), Vector128.WidenUpper(elements)).AsInt32();
            (positions + Vector256.Create(i)).CopyTo(destination[count..]);
            count += BitOperations.PopCount(set);
        }

        for (; i < levels.Length; i++)
        {
            if (levels[i] != 0)
                destination[count++] = i;
        }

        return destination[..count];
    }

    /// <summary>The levels that are not zero, in their order.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="destination">Overwritten; longer than the result by <see cref="Slack"/>.</param>
    public static ReadOnlySpan<short> Values(ReadOnlySpan<short> levels, Span<short> destination)
    {
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int count = 0;
        int i = 0;
        for (; i <= levels.Length - Slack; i += Slack)
        {
            Vector128<short> eight = Vector128.LoadUnsafe(ref levels0, (nuint)i);
            uint set = SetOf(eight);
            Vector128.ShuffleNative(eight.AsByte(), BytesOf(Widened(Elements, set))).AsInt16().CopyTo(destination[count..]);
            count += BitOperations.PopCount(set);
        }

        for (; i < levels.Length; i++)
        {
            if (levels[i] != 0)
                destination[count++] = levels[i];
        }

        return destination[..count];
    }

    /// <summary>Writes a bit for each level: a one where it is not zero.</summary>
    public static void WriteBitmap(ref BitWriter writer, ReadOnlySpan<short> levels)
    {
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int i = 0;
        for (; i <= levels.Length - WordBits; i += WordBits)
        {
            uint lower = Vector256.Equals(Vector256.LoadUnsafe(ref levels0, (nuint)i), default).ExtractMostSignificantBits();
            uint upper = Vector256.Equals(Vector256.LoadUnsafe(ref levels0, (nuint)i + 16), default).ExtractMostSignificantBits();
            writer.Write(~(lower | (upper << 16)), WordBits);
        }

        for (; i < levels.Length; i++)
            writer.Write(levels[i] != 0 ? 1u : 0u, 1);
    }

    /// <summary>Reads a bitmap that ends with the last of its ones, or refuses.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="bitmap">Overwritten, a bit for each level.</param>
    /// <param name="dimension">How many levels there are.</param>
    /// <param name="count">How many ones it has.</param>
    public static void ReadBitmap(ref BitReader reader, Span<uint> bitmap, int dimension, int count)
    {
        bitmap.Clear();
        int position = 0;

        // As many bits as there are ones left can be read without looking.
        while (count >= WordBits)
        {
            Malformed.ThrowIf(position > dimension - WordBits, "its positions are not ascending and below D");
            uint word = (uint)reader.Read(WordBits);
            bitmap[position / WordBits] = word;
            position += WordBits;
            count -= BitOperations.PopCount(word);
        }

        for (; count > 0; count--)
        {
            long next = (long)position + reader.ReadUnary(dimension);
            Malformed.ThrowIf(next >= dimension, "its positions are not ascending and below D");
            bitmap[(int)next / WordBits] |= 1u << (int)next;
            position = (int)next + 1;
        }
    }

    /// <summary>Puts values where the ones of a bitmap are, and zeros elsewhere.</summary>
    /// <param name="bitmap">A bit for each level.</param>
    /// <param name="values">As many as there are ones, and <see cref="Slack"/> behind them.</param>
    /// <param name="levels">Overwritten.</param>
    public static void Spread(ReadOnlySpan<uint> bitmap, ReadOnlySpan<short> values, Span<short> levels)
    {
        ReadOnlySpan<byte> sets = MemoryMarshal.AsBytes(bitmap);
        ref short levels0 = ref MemoryMarshal.GetReference(levels);
        int next = 0;
        int i = 0;
        for (; i <= levels.Length - Slack; i += Slack)
        {
            uint set = sets[i / Slack];
            Vector128<byte> few = Vector128.Create(values.Slice(next, Slack)).AsByte();
            Vector128.Shuffle(few, BytesOf(Widened(Ranks, set))).AsInt16().StoreUnsafe(ref levels0, (nuint)i);
            next += BitOperations.PopCount(set);
        }

        for (; i < levels.Length; i++)
            levels[i] = (bitmap[i / WordBits] >> i & 1) != 0 ? values[next++] : (short)0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SetOf(Vector128<short> levels) =>
        ~Vector128.Equals(levels, Vector128<short>.Zero).ExtractMostSignificantBits() & byte.MaxValue;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Widened(ulong[] table, uint set) =>
        Vector128.WidenLower(Vector128.CreateScalarUnsafe(table[(int)set]).AsByte());

    // The two bytes of each of eight elements; beyond the register for NotOne.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> BytesOf(Vector128<ushort> elements) =>
        ((elements * 0x0202) + Vector128.Create((ushort)0x0100)).AsByte();
}
