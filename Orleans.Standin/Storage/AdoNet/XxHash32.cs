using System.Buffers.Binary;
using System.Numerics;

namespace Orleans.Storage;

/// <summary>
/// The hash by which Orleans narrows the search for a state: XXH32 with seed 0, as specified by the xxHash project
/// (doc/xxhash_spec.md). Orleans reads the digest, whose most significant byte comes first, as a number whose least significant
/// byte comes first.
/// </summary>
internal static class XxHash32
{
    private const uint Prime1 = 0x9E3779B1;
    private const uint Prime2 = 0x85EBCA77;
    private const uint Prime3 = 0xC2B2AE3D;
    private const uint Prime4 = 0x27D4EB2F;
    private const uint Prime5 = 0x165667B1;
    private const int Stripe = 16;

    public static int Compute(ReadOnlySpan<byte> bytes)
    {
        uint hash = (bytes.Length >= Stripe ? ConsumeStripes(ref bytes, out int consumed) : Start(out consumed)) + (uint)(consumed + bytes.Length);
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
            hash = BitOperations.RotateLeft(hash + (BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime3), 17) * Prime4;
        foreach (byte value in bytes) hash = BitOperations.RotateLeft(hash + (value * Prime5), 11) * Prime1;
        hash = (hash ^ (hash >> 15)) * Prime2;
        hash = (hash ^ (hash >> 13)) * Prime3;
        return (int)BinaryPrimitives.ReverseEndianness(hash ^ (hash >> 16));
    }

    private static uint Start(out int consumed)
    {
        consumed = 0;
        return Prime5;
    }

    private static uint ConsumeStripes(ref ReadOnlySpan<byte> bytes, out int consumed)
    {
        uint lane1 = unchecked(Prime1 + Prime2), lane2 = Prime2, lane3 = 0, lane4 = unchecked(0 - Prime1);
        int length = bytes.Length;
        for (; bytes.Length >= Stripe; bytes = bytes[Stripe..])
        {
            lane1 = Round(lane1, bytes);
            lane2 = Round(lane2, bytes[4..]);
            lane3 = Round(lane3, bytes[8..]);
            lane4 = Round(lane4, bytes[12..]);
        }

        consumed = length - bytes.Length;
        return BitOperations.RotateLeft(lane1, 1) + BitOperations.RotateLeft(lane2, 7) + BitOperations.RotateLeft(lane3, 12) + BitOperations.RotateLeft(lane4, 18);
    }

    private static uint Round(uint lane, ReadOnlySpan<byte> bytes) =>
        BitOperations.RotateLeft(lane + (BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime2), 13) * Prime1;
}
