using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Kernels;

/// <summary>
/// A uniformly random partition of D coordinates into n blocks of fixed sizes: the first D mod n have one coordinate more than the others. Every
/// coordinate gets a random label, all in the order of memory; then coordinates drawn at random go over from blocks that are too large to those
/// that are too small, about sqrt(n D) of them.
/// </summary>
/// <remarks>
/// The partition is uniform whatever the law of the labels is. Nothing that is done looks at which coordinate it is done to, so permuting the
/// coordinates does not change the law, and a law on partitions of given sizes that no permutation changes is the uniform one. That labels are
/// nearly uniform only makes the moves few.
/// </remarks>
internal static class Equipartition
{
    private const int MostSmall = byte.MaxValue + 1;
    private const int MostCompared = 16;
    private const int Words = 512;
    private const int LabelsPerWord = 4;

    /// <summary>The size of a block.</summary>
    /// <param name="dimension">D.</param>
    /// <param name="blocks">n.</param>
    /// <param name="block">Which, from 0.</param>
    public static int Size(int dimension, int blocks, int block) => (dimension / blocks) + (block < dimension % blocks ? 1 : 0);

    /// <summary>Draws a partition and gives one block of it.</summary>
    /// <param name="labels">The stream of the labels; it stands at a multiple of four words where speed counts.</param>
    /// <param name="moves">The stream of the coordinates that go over.</param>
    /// <param name="dimension">D.</param>
    /// <param name="blocks">n.</param>
    /// <param name="block">Which, from 0.</param>
    /// <param name="positions">The block's coordinates, ascending; as many as its size.</param>
    public static void Draw(ref RandomStream labels, ref RandomStream moves, int dimension, int blocks, int block, Span<int> positions)
    {
        int[] counts = ArrayPool<int>.Shared.Rent(blocks);
        counts.AsSpan(0, blocks).Clear();
        if (blocks <= MostSmall)
        {
            byte[] pooled = ArrayPool<byte>.Shared.Rent(dimension);
            Span<byte> owners = pooled.AsSpan(0, dimension);
            Label(ref labels, owners, blocks, counts);
            Level<byte>(ref moves, owners, counts.AsSpan(0, blocks));
            Collect(owners, (byte)block, positions);
            ArrayPool<byte>.Shared.Return(pooled);
        }
        else
        {
            int[] pooled = ArrayPool<int>.Shared.Rent(dimension);
            Span<int> owners = pooled.AsSpan(0, dimension);
            Label(ref labels, owners, blocks, counts);
            Level<int>(ref moves, owners, counts.AsSpan(0, blocks));
            Collect(owners, block, positions);
            ArrayPool<int>.Shared.Return(pooled);
        }

        ArrayPool<int>.Shared.Return(counts);
    }

    // Sixteen random bits a coordinate.
    [SkipLocalsInit]
    private static void Label(ref RandomStream stream, Span<byte> owners, int blocks, Span<int> counts)
    {
        Span<ulong> words = stackalloc ulong[Words];
        Span<int> histograms = stackalloc int[4 * MostSmall];
        histograms.Clear();
        for (int start = 0; start < owners.Length; start += Words * LabelsPerWord)
        {
            Span<byte> chunk = owners.Slice(start, Math.Min(Words * LabelsPerWord, owners.Length - start));
            stream.FillUInt64(words[..((chunk.Length + LabelsPerWord - 1) / LabelsPerWord)]);
            Label(MemoryMarshal.Cast<ulong, ushort>(words), chunk, blocks);
            Count(chunk, blocks, histograms);
        }

        for (int block = 0; block < blocks; block++)
        {
            counts[block] = histograms[block] + histograms[MostSmall + block]
                + histograms[(2 * MostSmall) + block] + histograms[(3 * MostSmall) + block];
        }
    }

    // owner = floor(random n / 2^16)
    private static void Label(ReadOnlySpan<ushort> random, Span<byte> owners, int blocks)
    {
        ref ushort random0 = ref MemoryMarshal.GetReference(random);
        ref byte owners0 = ref MemoryMarshal.GetReference(owners);
        int i = 0;
        if (Avx2.IsSupported)
        {
            Vector256<ushort> factor = Vector256.Create((ushort)blocks);
            for (; i <= owners.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                Vector256<ushort> lower = Avx2.MultiplyHigh(Vector256.LoadUnsafe(ref random0, (nuint)i), factor);
                Vector256<ushort> upper = Avx2.MultiplyHigh(Vector256.LoadUnsafe(ref random0, (nuint)i + 16), factor);
                Vector256.Narrow(lower, upper).StoreUnsafe(ref owners0, (nuint)i);
            }
        }

        for (; i < owners.Length; i++)
            owners[i] = (byte)((random[i] * blocks) >> 16);
    }

    // Few labels are compared with, one after the other; more are counted in four histograms, so that equal ones in a row do not wait for each other.
    private static void Count(ReadOnlySpan<byte> owners, int blocks, Span<int> histograms)
    {
        ref byte owners0 = ref MemoryMarshal.GetReference(owners);
        ref int first = ref MemoryMarshal.GetReference(histograms);
        ref int second = ref Unsafe.Add(ref first, MostSmall);
        ref int third = ref Unsafe.Add(ref second, MostSmall);
        ref int fourth = ref Unsafe.Add(ref third, MostSmall);
        int i = 0;
        if (blocks <= MostCompared)
        {
            int end = owners.Length & -Vector256<byte>.Count;
            for (int block = 0; block < blocks; block++)
            {
                int count = 0;
                for (i = 0; i < end; i += Vector256<byte>.Count)
                    count += BitOperations.PopCount(Hits(ref owners0, i, (byte)block));
                histograms[block] += count;
            }
        }

        for (; i <= owners.Length - sizeof(uint); i += sizeof(uint))
        {
            uint four = Unsafe.ReadUnaligned<uint>(in Unsafe.Add(ref owners0, i));
            Unsafe.Add(ref first, (byte)four)++;
            Unsafe.Add(ref second, (byte)(four >> 8))++;
            Unsafe.Add(ref third, (byte)(four >> 16))++;
            Unsafe.Add(ref fourth, four >> 24)++;
        }

        for (; i < owners.Length; i++)
            Unsafe.Add(ref first, owners[i])++;
    }

    // Thirty-two random bits a coordinate.
    [SkipLocalsInit]
    private static void Label(ref RandomStream stream, Span<int> owners, int blocks, Span<int> counts)
    {
        Span<ulong> words = stackalloc ulong[Words];
        for (; !owners.IsEmpty; owners = owners[Math.Min(2 * Words, owners.Length)..])
        {
            Span<int> chunk = owners[..Math.Min(2 * Words, owners.Length)];
            stream.FillUInt64(words[..((chunk.Length + 1) / 2)]);
            Span<uint> random = MemoryMarshal.Cast<ulong, uint>(words);
            for (int i = 0; i < chunk.Length; i++)
            {
                int owner = (int)(((ulong)random[i] * (uint)blocks) >> 32);
                chunk[i] = owner;
                counts[owner]++;
            }
        }
    }

    private static void Level<T>(ref RandomStream stream, Span<T> owners, Span<int> counts)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (int to = 0; to < counts.Length; to++)
        {
            while (counts[to] < Size(owners.Length, counts.Length, to))
            {
                ref T owner = ref owners[stream.NextInt32(owners.Length)];
                int from = int.CreateTruncating(owner);
                if (counts[from] <= Size(owners.Length, counts.Length, from))
                    continue;

                owner = T.CreateTruncating(to);
                counts[from]--;
                counts[to]++;
            }
        }
    }

    private static void Collect(ReadOnlySpan<byte> owners, byte block, Span<int> positions)
    {
        ref byte owners0 = ref MemoryMarshal.GetReference(owners);
        int next = 0;
        int i = 0;
        for (; i <= owners.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            uint hits = Hits(ref owners0, i, block);
            for (; hits != 0; hits &= hits - 1)
                positions[next++] = i + BitOperations.TrailingZeroCount(hits);
        }

        for (; i < owners.Length; i++)
        {
            if (owners[i] == block)
                positions[next++] = i;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Hits(ref byte owners0, int i, byte block) =>
        Vector256.Equals(Vector256.LoadUnsafe(ref owners0, (nuint)i), Vector256.Create(block)).ExtractMostSignificantBits();

    private static void Collect(ReadOnlySpan<int> owners, int block, Span<int> positions)
    {
        int next = 0;
        for (int i = 0; i < owners.Length; i++)
        {
            if (owners[i] == block)
                positions[next++] = i;
        }
    }
}
