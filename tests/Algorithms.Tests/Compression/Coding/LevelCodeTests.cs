using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression.Coding;

public sealed class LevelCodeTests
{
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 0.01)]
    [InlineData(3, 0.9)]
    [InlineData(4, 0.02)]
    [InlineData(7, 0.5)]
    [InlineData(127, 1)]
    [InlineData(255, 0.7)]
    [InlineData(511, 0.99)]
    [InlineData(32767, 0.6)]
    public void Every_coding_comes_back_in_the_bits_that_were_counted(int s, double density)
    {
        foreach (int dimension in (int[])[1, 5, 17, 64, 1000, 5003])
        {
            short[] levels = Levels(dimension, s, density);
            LevelCounts counts = default;
            foreach (short level in levels)
                counts.Add(Math.Abs((int)level));
            (LevelCoding cheapest, _, long least) = LevelCode.Cheapest(levels, s, trits: s == 1, counts);
            foreach (LevelCoding coding in Enum.GetValues<LevelCoding>().Where(coding => coding != LevelCoding.Trits || s == 1))
            {
                byte[] bytes = new byte[(8 * dimension) + 100];
                int rice = coding == LevelCoding.Sparse ? SupportCode.RiceParameter(dimension, (int)counts.NonZero) : 0;
                var writer = new BitWriter(bytes);
                LevelCode.Write(ref writer, levels, (int)counts.NonZero, s, coding, rice);
                long bits = writer.Bits;
                int length = writer.Flush();

                if (coding == cheapest)
                    Assert.Equal(least, bits);
                else if (coding != LevelCoding.Fixed || s > 1)
                    Assert.InRange(bits, least, long.MaxValue);
                short[] read = new short[dimension];
                var reader = new BitReader(bytes.AsSpan(0, length), bits);
                LevelCode.Read(ref reader, read, s, coding, rice);
                reader.Finish();
                Assert.Equal(levels, read);
            }
        }
    }

    private static short[] Levels(int dimension, int s, double density)
    {
        var stream = new RandomStream(1, RandomPurpose.Noise, s);
        short[] levels = new short[dimension];
        for (int i = 0; i < dimension; i++)
            levels[i] = stream.NextDouble() < density ? (short)(stream.NextInt32((2 * s) + 1) - s) : (short)0;
        return levels;
    }
}
