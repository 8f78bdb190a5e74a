using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Compression.Kernels;

/// <summary>Stochastic rounding to powers of two, on the bits of the numbers, into two planes.</summary>
internal static class NaturalKernel
{
    private const int Block = 1024;

    private const int SingleMantissa = 23;
    private const int SingleInfinity = 0xFF << SingleMantissa;
    private const int SingleLargest = 0xFE << SingleMantissa;

    private const int DoubleMantissa = 52;
    private const long DoubleInfinity = 0x7FFL << DoubleMantissa;
    private const long DoubleLargest = 0x7FEL << DoubleMantissa;

    /// <summary>Exponents of floats to bytes, signs to bits. One random word a number.</summary>
    /// <returns>Whether all were finite.</returns>
    public static bool Encode(ReadOnlySpan<int> bits, ref RandomStream stream, Span<byte> exponents, Span<byte> signs)
    {
        signs.Clear();
        Span<ulong> words = stackalloc ulong[Block / 2];
        Span<uint> random = MemoryMarshal.Cast<ulong, uint>(words);
        Vector256<int> largest = default;
        int tail = 0;
        for (int start = 0; start < bits.Length; start += Block)
        {
            int count = Math.Min(Block, bits.Length - start);
            stream.FillUInt64(words[..((count + 1) / 2)]);
            ReadOnlySpan<int> block = bits.Slice(start, count);
            int i = 0;
            ref int block0 = ref MemoryMarshal.GetReference(block);
            ref int random0 = ref Unsafe.As<uint, int>(ref MemoryMarshal.GetReference(random));
            for (; i <= count - 32; i += 32)
            {
                Vector256<ushort> low = Vector256.Narrow(
                    Round(ref block0, ref random0, i, signs, start, ref largest),
                    Round(ref block0, ref random0, i + 8, signs, start, ref largest));
                Vector256<ushort> high = Vector256.Narrow(
                    Round(ref block0, ref random0, i + 16, signs, start, ref largest),
                    Round(ref block0, ref random0, i + 24, signs, start, ref largest));
                Vector256.Narrow(low, high).CopyTo(exponents[(start + i)..]);
            }

            for (; i < count; i++)
            {
                int magnitude = block[i] & int.MaxValue;
                tail = Math.Max(tail, magnitude);
                int carried = (int)Math.Min((uint)magnitude + (random[i] >> 9), SingleLargest);
                exponents[start + i] = (byte)(carried >> SingleMantissa);
                signs[(start + i) / 8] |= (byte)((uint)block[i] >> 31 << ((start + i) % 8));
            }
        }

        for (int lane = 0; lane < Vector256<int>.Count; lane++)
            tail = Math.Max(tail, largest.GetElement(lane));
        return tail < SingleInfinity;
    }

    /// <summary>Exponents of doubles: the lower 8 bits to bytes, sign and upper 3 bits to half bytes. Two random words a number.</summary>
    /// <returns>Whether all were finite.</returns>
    public static bool Encode(ReadOnlySpan<long> bits, ref RandomStream stream, Span<byte> low, Span<byte> high)
    {
        high.Clear();
        Span<ulong> random = stackalloc ulong[Block];
        long largest = 0;
        for (int start = 0; start < bits.Length; start += Block)
        {
            int count = Math.Min(Block, bits.Length - start);
            stream.FillUInt64(random[..count]);
            for (int i = 0; i < count; i++)
            {
                long magnitude = bits[start + i] & long.MaxValue;
                largest = Math.Max(largest, magnitude);
                long carried = (long)Math.Min((ulong)magnitude + (random[i] >> 12), DoubleLargest);
                int exponent = (int)(carried >> DoubleMantissa);
                low[start + i] = (byte)exponent;
                int rest = (exponent >> 8) | (bits[start + i] < 0 ? 8 : 0);
                high[(start + i) / 2] |= (byte)(rest << (4 * ((start + i) % 2)));
            }
        }

        return largest < DoubleInfinity;
    }

    /// <summary>Bytes and bits to floats.</summary>
    /// <returns>Whether no exponent is that of infinity and the padding is zero.</returns>
    public static bool Decode(ReadOnlySpan<byte> exponents, ReadOnlySpan<byte> signs, Span<int> bits)
    {
        for (int i = 0; i < bits.Length; i++)
            bits[i] = (exponents[i] << SingleMantissa) | ((signs[i / 8] >> (i % 8)) << 31);
        return !exponents.Contains(byte.MaxValue) && (bits.Length % 8 == 0 || signs[^1] >> (bits.Length % 8) == 0);
    }

    /// <summary>Bytes and half bytes to doubles.</summary>
    /// <returns>Whether no exponent is that of infinity and the padding is zero.</returns>
    public static bool Decode(ReadOnlySpan<byte> low, ReadOnlySpan<byte> high, Span<long> bits)
    {
        bool isValid = bits.Length % 2 == 0 || high[^1] >> 4 == 0;
        for (int i = 0; i < bits.Length; i++)
        {
            int rest = high[i / 2] >> (4 * (i % 2));
            long exponent = low[i] | ((long)(rest & 7) << 8);
            isValid &= exponent != 0x7FF;
            bits[i] = (exponent << DoubleMantissa) | ((long)(rest >> 3) << 63);
        }

        return isValid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Round(ref int bits0, ref int random0, int i, Span<byte> signs, int start, ref Vector256<int> largest)
    {
        Vector256<int> value = Vector256.LoadUnsafe(ref bits0, (nuint)i);
        signs[(start + i) / 8] = (byte)value.ExtractMostSignificantBits();
        Vector256<int> magnitude = value & Vector256.Create(int.MaxValue);
        largest = Vector256.Max(largest, magnitude);
        Vector256<int> carried = magnitude + (Vector256.LoadUnsafe(ref random0, (nuint)i) >>> 9);
        return (Vector256.Min(carried.AsUInt32(), Vector256.Create((uint)SingleLargest)) >>> SingleMantissa).AsUInt32();
    }
}
