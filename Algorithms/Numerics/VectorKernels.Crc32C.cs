using System.Buffers.Binary;
using System.Numerics;

namespace Starling.Algorithms.Numerics;

/// <content>The checksum of chunks.</content>
public static partial class VectorKernels
{
    /// <summary>CRC-32C (Castagnoli; RFC 3720, section 12.1): initial value and final exclusive-or all ones.</summary>
    /// <param name="bytes">The bytes.</param>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
