using System.Text;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class Crc32CTests
{
    [Theory]
    [InlineData("", 0x00000000)]
    [InlineData("a", 0xC1D04330)]
    [InlineData("123456789", 0xE3069283)]
    public void KnownText(string text, uint expected) =>
        Assert.Equal(expected, VectorKernels.Crc32C(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData(0, 0x8A9136AA)]
    [InlineData(0xFF, 0x62A8AB43)]
    public void KnownBlocksOfRfc3720(byte value, uint expected) =>
        Assert.Equal(expected, VectorKernels.Crc32C([.. Enumerable.Repeat(value, 32)]));

    [Fact]
    public void EqualsTheDefinitionBitByBit()
    {
        byte[] bytes = new byte[40_000];
        var stream = new RandomStream(1, RandomPurpose.Noise);
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)stream.NextUInt32();

        int[] lengths = [.. Enumerable.Range(0, 70), 3071, 3072, 3073, 8191, 24575, 24576, 24600, 39_000];
        foreach (int length in lengths)
        {
            foreach (int start in new[] { 0, 1, 7 })
                Assert.Equal(BitByBit(bytes.AsSpan(start, length)), VectorKernels.Crc32C(bytes.AsSpan(start, length)));
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78);
        }

        return ~crc;
    }
}
