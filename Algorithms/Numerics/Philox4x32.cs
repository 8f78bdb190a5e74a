using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// The block function Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011):
/// four pseudo-random words from a counter of four words and a key of two. It has no state, so any block of any stream can
/// be had at any time and on any machine.
/// </summary>
internal static class Philox4x32
{
    /// <summary>How many blocks <see cref="ApplyTogether"/> makes.</summary>
    public const int BlocksTogether = 8;

    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint KeyStep0 = 0x9E3779B9;
    private const uint KeyStep1 = 0xBB67AE85;

    /// <summary>Replaces the counter by the random words that belong to it.</summary>
    /// <param name="word0">Counter word 0, then result word 0.</param>
    /// <param name="word1">Counter word 1, then result word 1.</param>
    /// <param name="word2">Counter word 2, then result word 2.</param>
    /// <param name="word3">Counter word 3, then result word 3.</param>
    /// <param name="key0">Key word 0.</param>
    /// <param name="key1">Key word 1.</param>
    public static void Apply(ref uint word0, ref uint word1, ref uint word2, ref uint word3, uint key0, uint key1)
    {
        (uint x0, uint x1, uint x2, uint x3) = (word0, word1, word2, word3);
        for (int round = 0; round < Rounds; round++)
        {
            ulong product0 = (ulong)Multiplier0 * x0;
            ulong product1 = (ulong)Multiplier1 * x2;
            x0 = (uint)(product1 >> 32) ^ x1 ^ key0;
            x1 = (uint)product1;
            x2 = (uint)(product0 >> 32) ^ x3 ^ key1;
            x3 = (uint)product0;
            key0 += KeyStep0;
            key1 += KeyStep1;
        }

        (word0, word1, word2, word3) = (x0, x1, x2, x3);
    }

    /// <summary>
    /// Eight blocks whose counters differ in word 0 only, by one each; every block gives two numbers of 64 bits, the lower
    /// words first.
    /// </summary>
    /// <param name="word0">Counter word 0 of the first block; the eighth must not overflow.</param>
    /// <param name="word1">Counter word 1.</param>
    /// <param name="word2">Counter word 2.</param>
    /// <param name="word3">Counter word 3.</param>
    /// <param name="key">The key, word 0 in the lower half.</param>
    /// <param name="destination">Sixteen numbers, overwritten.</param>
    public static void ApplyTogether(uint word0, uint word1, uint word2, uint word3, ulong key, Span<ulong> destination)
    {
        SpanChecks.SameLength(2 * BlocksTogether, destination.Length, nameof(destination));
        if (Avx2.IsSupported)
            ApplyAvx2(word0, word1, word2, word3, key, ref MemoryMarshal.GetReference(destination));
        else
            ApplyPortable(word0, word1, word2, word3, key, destination);
    }

    private static void ApplyPortable(uint word0, uint word1, uint word2, uint word3, ulong key, Span<ulong> destination)
    {
        Vector512<ulong> low = Vector512.Create((ulong)uint.MaxValue);
        Vector512<ulong> x0 = Vector512<ulong>.Indices + Vector512.Create((ulong)word0);
        Vector512<ulong> x1 = Vector512.Create((ulong)word1);
        Vector512<ulong> x2 = Vector512.Create((ulong)word2);
        Vector512<ulong> x3 = Vector512.Create((ulong)word3);
        uint key0 = (uint)key;
        uint key1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> product0 = x0 * Multiplier0;
            Vector512<ulong> product1 = x2 * Multiplier1;
            x0 = (product1 >>> 32) ^ x1 ^ Vector512.Create((ulong)key0);
            x1 = product1 & low;
            x2 = (product0 >>> 32) ^ x3 ^ Vector512.Create((ulong)key1);
            x3 = product0 & low;
            key0 += KeyStep0;
            key1 += KeyStep1;
        }

        Vector512<ulong> first = x0 | (x1 << 32);
        Vector512<ulong> second = x2 | (x3 << 32);
        for (int block = 0; block < BlocksTogether; block++)
        {
            destination[2 * block] = first.GetElement(block);
            destination[(2 * block) + 1] = second.GetElement(block);
        }
    }
    // The multiplication of 32 by 32 bits reads the lower half of a lane only: what stands above need not be cleared before the end.
    private static void ApplyAvx2(uint word0, uint word1, uint word2, uint word3, ulong key, ref ulong destination)
    {
        Vector256<uint> multiplier0 = Vector256.Create((ulong)Multiplier0).AsUInt32();
        Vector256<uint> multiplier1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        Vector256<ulong> step0 = Vector256.Create((ulong)KeyStep0);
        Vector256<ulong> step1 = Vector256.Create((ulong)KeyStep1);
        Vector256<ulong> key0 = Vector256.Create((ulong)(uint)key);
        Vector256<ulong> key1 = Vector256.Create(key >> 32);
        Vector256<ulong> x0 = Vector256<ulong>.Indices + Vector256.Create((ulong)word0);
        Vector256<ulong> y0 = x0 + Vector256.Create(4UL);
        Vector256<ulong> x1 = Vector256.Create((ulong)word1), y1 = x1;
        Vector256<ulong> x2 = Vector256.Create((ulong)word2), y2 = x2;
        Vector256<ulong> x3 = Vector256.Create((ulong)word3), y3 = x3;
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> xProduct0 = Avx2.Multiply(x0.AsUInt32(), multiplier0);
            Vector256<ulong> xProduct1 = Avx2.Multiply(x2.AsUInt32(), multiplier1);
            Vector256<ulong> yProduct0 = Avx2.Multiply(y0.AsUInt32(), multiplier0);
            Vector256<ulong> yProduct1 = Avx2.Multiply(y2.AsUInt32(), multiplier1);
            x0 = (xProduct1 >>> 32) ^ (x1 ^ key0);
            x2 = (xProduct0 >>> 32) ^ (x3 ^ key1);
            y0 = (yProduct1 >>> 32) ^ (y1 ^ key0);
            y2 = (yProduct0 >>> 32) ^ (y3 ^ key1);
            (x1, x3, y1, y3) = (xProduct1, xProduct0, yProduct1, yProduct0);
            key0 += step0;
            key1 += step1;
        }

        Store(x0, x1, x2, x3, ref destination);
        Store(y0, y1, y2, y3, ref Unsafe.Add(ref destination, BlocksTogether));
    }

    // Four blocks, a lane each, one block after the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<ulong> x0, Vector256<ulong> x1, Vector256<ulong> x2, Vector256<ulong> x3, ref ulong destination)
    {
        Vector256<ulong> low = Vector256.Create((ulong)uint.MaxValue);
        Vector256<ulong> first = (x0 & low) | (x1 << 32);
        Vector256<ulong> second = (x2 & low) | (x3 << 32);
        Vector256<ulong> even = Avx2.UnpackLow(first, second);
        Vector256<ulong> odd = Avx2.UnpackHigh(first, second);
        Avx2.Permute2x128(even, odd, 0x20).StoreUnsafe(ref destination);
        Avx2.Permute2x128(even, odd, 0x31).StoreUnsafe(ref destination, 4);
    }
}
