using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression.Coding;

public sealed class BitsTests
{
    [Fact]
    public void Bits_are_packed_least_significant_first()
    {
        byte[] bytes = new byte[16];
        var writer = new BitWriter(bytes);
        writer.Write(0b101, 3);
        writer.Write(0, 0);
        writer.WriteUnary(2);
        writer.Write(0x1FF, 9);

        Assert.Equal(15, writer.Bits);
        Assert.Equal(2, writer.Flush());
        Assert.Equal([0b11_100_101, 0b0111_1111], bytes[..2]);
    }

    [Fact]
    public void Numbers_of_any_width_come_back()
    {
        var stream = new RandomStream(1, RandomPurpose.Noise);
        (ulong Value, int Bits, int Zeros)[] numbers = new (ulong, int, int)[5000];
        foreach (ref (ulong Value, int Bits, int Zeros) number in numbers.AsSpan())
        {
            number.Bits = stream.NextInt32(57);
            number.Value = stream.NextUInt64() & ((1UL << number.Bits) - 1);
            number.Zeros = stream.NextInt32(200);
        }

        byte[] bytes = new byte[300_000];
        var writer = new BitWriter(bytes);
        foreach ((ulong value, int count, int zeros) in numbers)
        {
            writer.Write(value, count);
            writer.WriteUnary(zeros);
        }

        long bits = writer.Bits;
        var reader = new BitReader(bytes.AsSpan(0, writer.Flush()), bits);
        foreach ((ulong value, int count, int zeros) in numbers)
        {
            Assert.Equal(value, reader.Read(count));
            Assert.Equal(zeros, reader.ReadUnary(200));
        }

        reader.Finish();
    }

    [Fact]
    public void Nothing_is_read_behind_the_end()
    {
        Refused(() => new BitReader([0xFF], 7).Read(8));
        Refused(() => new BitReader([0, 0], 16).ReadUnary(100));
        Refused(() => new BitReader([0, 1], 16).ReadUnary(7));
        Refused(() => new BitReader([0xFF], 8).Finish());
        Refused(() => new BitReader([0xFF], 9).Finish());
        Refused(() =>
        {
            var reader = new BitReader([0xFF], 7);
            reader.Read(7);
            reader.Finish();
        });
    }

    private static void Refused(Action action) =>
        Assert.Same(ErrorCatalog.MessageMalformed, Assert.Throws<StarlingException>(action).Error);
}
