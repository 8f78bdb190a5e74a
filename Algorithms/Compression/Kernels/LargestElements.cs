using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Compression.Kernels;

/// <summary>
/// The k elements of largest absolute value, by selection: a histogram of the leading 11 bits of |x|, then of the next ones among those that
/// share a bin with the k-th, until the k-th is known. Nothing is sorted; three passes over x.
/// </summary>
internal static class LargestElements
{
    private const int DigitBits = 11;
    private const int Bins = 1 << DigitBits;

    /// <summary>Writes the positions of the k largest |x_i| in ascending order; of equal ones those with the lower position.</summary>
    /// <param name="x">The vector; NaN and infinities are refused.</param>
    /// <param name="support">k positions, overwritten; k is at most the length of x.</param>
    public static void Select<T>(ReadOnlySpan<T> x, Span<int> support)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (ulong least, int ties) = Threshold(x, support.Length);
        if (support.IsEmpty)
            return;
        if (typeof(T) == typeof(float))
            CollectSingle(MemoryMarshal.Cast<T, int>(x), (int)least, ties, support);
        else
            Collect(x, least, ties, support);
    }

    /// <summary>
    /// The least key that is among the k largest, and how many of the elements with exactly this key are; less than zero where all are.
    /// </summary>
    private static (ulong Least, int Ties) Threshold<T>(ReadOnlySpan<T> x, int k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<int> histogram = stackalloc int[2 * Bins];
        int shift = (8 * Unsafe.SizeOf<T>()) - 1 - DigitBits;
        CountLeading(x, histogram);
        int infinite = Unsafe.SizeOf<T>() == sizeof(float) ? 0xFF << (DigitBits - 8) : Bins - 1;
        if (histogram[infinite..Bins].ContainsAnyExcept(0))
            Compressor.ThrowNotFinite(x);
        if (k == 0)
            return default;

        int bin = BinOf(histogram[..Bins], ref k);
        int members = histogram[bin];
        if (members == k)
            return ((ulong)bin << shift, -1);

        ulong[] pooled = ArrayPool<ulong>.Shared.Rent(members);
        Span<ulong> keys = pooled.AsSpan(0, members);
        Gather(x, (ulong)bin, shift, keys);
        (ulong Least, int Ties) threshold = Refine(keys, shift, k, (ulong)bin, histogram[..Bins]);
        ArrayPool<ulong>.Shared.Return(pooled);
        return threshold;
    }

    private static (ulong Least, int Ties) Refine(Span<ulong> keys, int shift, int k, ulong prefix, Span<int> histogram)
    {
        while (shift > 0)
        {
            int bits = Math.Min(DigitBits, shift);
            shift -= bits;
            ulong mask = (1UL << bits) - 1;
            histogram.Clear();
            foreach (ulong key in keys)
                histogram[(int)((key >> shift) & mask)]++;
            int bin = BinOf(histogram, ref k);
            prefix = (prefix << bits) | (uint)bin;
            if (histogram[bin] == k)
                return (prefix << shift, -1);

            int kept = 0;
            foreach (ulong key in keys)
            {
                if (key >> shift == prefix)
                    keys[kept++] = key;
            }

            keys = keys[..kept];
        }

        return (prefix, k);
    }

    /// <summary>The bin of the k-th largest; k becomes its rank within the bin.</summary>
    private static int BinOf(ReadOnlySpan<int> histogram, ref int k)
    {
        int bin = histogram.Length - 1;
        for (; histogram[bin] < k; bin--)
            k -= histogram[bin];
        return bin;
    }

    // Two histograms in turn, since equal neighbours would wait for each other.
    private static void CountLeading<T>(ReadOnlySpan<T> x, Span<int> histogram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        histogram.Clear();
        ref int even = ref MemoryMarshal.GetReference(histogram);
        ref int odd = ref Unsafe.Add(ref even, Bins);
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            ReadOnlySpan<ulong> pairs = MemoryMarshal.Cast<T, ulong>(x);
            foreach (ulong pair in pairs)
            {
                Unsafe.Add(ref even, (int)(pair >> 20) & (Bins - 1))++;
                Unsafe.Add(ref odd, (int)(pair >> 52) & (Bins - 1))++;
            }

            i = 2 * pairs.Length;
        }

        int shift = (8 * Unsafe.SizeOf<T>()) - 1 - DigitBits;
        for (; i < x.Length; i++)
            Unsafe.Add(ref (i % 2 == 0 ? ref even : ref odd), (int)(Magnitudes.Key(x[i]) >> shift))++;
        for (int bin = 0; bin < Bins; bin++)
            histogram[bin] += histogram[Bins + bin];
    }

    private static void Gather<T>(ReadOnlySpan<T> x, ulong bin, int shift, Span<ulong> keys)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = 0;
        int i = 0;
        if (typeof(T) == typeof(float))
        {
            ref int bits0 = ref Unsafe.As<T, int>(ref MemoryMarshal.GetReference(x));
            Vector256<int> wanted = Vector256.Create((int)bin);
            Vector256<int> mask = Vector256.Create(int.MaxValue);
            for (; i <= x.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                Vector256<int> key = Vector256.LoadUnsafe(ref bits0, (nuint)i) & mask;
                uint hits = Vector256.Equals(key >>> shift, wanted).ExtractMostSignificantBits();
                for (; hits != 0; hits &= hits - 1)
                    keys[count++] = (uint)(Unsafe.Add(ref bits0, i + BitOperations.TrailingZeroCount(hits)) & int.MaxValue);
            }
        }

        for (; i < x.Length; i++)
        {
            ulong key = Magnitudes.Key(x[i]);
            if (key >> shift == bin)
                keys[count++] = key;
        }
    }

    private static void Collect<T>(ReadOnlySpan<T> x, ulong least, int ties, Span<int> support, int start = 0, int count = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = start; i < x.Length && count < support.Length; i++)
        {
            ulong key = Magnitudes.Key(x[i]);
            if (key > least || (key == least && IsTaken(ref ties)))
                support[count++] = i;
        }
    }

    private static bool IsTaken(ref int ties)
    {
        if (ties == 0)
            return false;

        ties--;
        return true;
    }

    private static void CollectSingle(ReadOnlySpan<int> bits, int least, int ties, Span<int> support)
    {
        ref int bits0 = ref MemoryMarshal.GetReference(bits);
        Vector256<int> below = Vector256.Create(least - 1);
        Vector256<int> mask = Vector256.Create(int.MaxValue);
        int count = 0;
        int i = 0;
        for (; i <= bits.Length - Vector256<int>.Count; i += Vector256<int>.Count)
        {
            Vector256<int> key = Vector256.LoadUnsafe(ref bits0, (nuint)i) & mask;
            uint hits = Vector256.GreaterThan(key, below).ExtractMostSignificantBits();
            for (; hits != 0; hits &= hits - 1)
            {
                int position = i + BitOperations.TrailingZeroCount(hits);
                if ((Unsafe.Add(ref bits0, position) & int.MaxValue) != least || IsTaken(ref ties))
                    support[count++] = position;
            }
        }

        Collect(MemoryMarshal.Cast<int, float>(bits), (uint)least, ties, support, i, count);
    }
}
