using System.Numerics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// What a run of zero bytes does to a CRC-32C register. It is linear over bits, so it is the exclusive-or of one table entry
/// for each byte of the register; with it the checksums of neighbouring blocks become the checksum of both.
/// </summary>
internal sealed class Crc32CShift
{
    private readonly uint[] table = new uint[4 * 256];

    /// <summary>Tabulates the effect of some zero bytes.</summary>
    public Crc32CShift(int zeroBytes)
    {
        for (int position = 0; position < 4; position++)
        {
            Span<uint> images = table.AsSpan(position * 256, 256);
            for (int bit = 0; bit < 8; bit++)
            {
                uint image = 1u << ((8 * position) + bit);
                for (int i = 0; i < zeroBytes; i++)
                    image = BitOperations.Crc32C(image, (byte)0);

                int size = 1 << bit;
                for (int value = 0; value < size; value++)
                    images[size + value] = images[value] ^ image;
            }
        }
    }

    /// <summary>The register after the zero bytes.</summary>
    public uint Apply(uint register) =>
        table[register & 0xFF]
        ^ table[256 + ((register >> 8) & 0xFF)]
        ^ table[512 + ((register >> 16) & 0xFF)]
        ^ table[768 + (register >> 24)];
}
