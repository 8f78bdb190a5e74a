using System.Buffers.Binary;
using System.Numerics;

namespace Starling.Algorithms.Numerics;

/// <content>The checksum of chunks.</content>
public static partial class VectorKernels
{
    // The instruction takes three cycles and one can start in each: three blocks at a time keep it busy.
    private const int CrcBlock = 1024;
    private static readonly Crc32CShift AcrossBlock = new(CrcBlock);

    /// <summary>CRC-32C (Castagnoli; RFC 3720, section 12.1): initial value and final exclusive-or all ones.</summary>
    /// <param name="bytes">The bytes.</param>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 3 * CrcBlock; bytes = bytes[(3 * CrcBlock)..])
        {
            ReadOnlySpan<byte> first = bytes[..CrcBlock];
            ReadOnlySpan<byte> second = bytes.Slice(CrcBlock, CrcBlock);
            ReadOnlySpan<byte> third = bytes.Slice(2 * CrcBlock, CrcBlock);
            uint secondCrc = 0;
            uint thirdCrc = 0;
            for (int i = 0; i <= CrcBlock - sizeof(ulong); i += sizeof(ulong))
            {
                crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(first[i..]));
                secondCrc = BitOperations.Crc32C(secondCrc, BinaryPrimitives.ReadUInt64LittleEndian(second[i..]));
                thirdCrc = BitOperations.Crc32C(thirdCrc, BinaryPrimitives.ReadUInt64LittleEndian(third[i..]));
            }

            crc = AcrossBlock.Apply(AcrossBlock.Apply(crc) ^ secondCrc) ^ thirdCrc;
        }

        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
