using System.Runtime.Intrinsics;

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
}
