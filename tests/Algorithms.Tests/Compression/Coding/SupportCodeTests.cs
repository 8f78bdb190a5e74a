using Starling.Algorithms.Compression.Coding;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Compression.Coding;

public sealed class SupportCodeTests
{
    [Theory]
    [InlineData(100, 10, 70, 44.0, 3, 0)]
    [InlineData(1000, 10, 100, 77.8, 6, 79)]
    [InlineData(1000, 100, 1000, 464.4, 3, 475)]
    [InlineData(1_000_000, 10_000, 200_000, 80785.2, 6, 81080)]
    public void C4_supports_take_the_recorded_bits(int dimension, int k, long indices, double entropy, int rice, double recorded)
    {
        Assert.Equal(indices, (long)k * SupportCode.IndexBits(dimension));
        Assert.Equal(entropy, Log2Binomial(dimension, k), 0.05);
        Assert.Equal(rice, SupportCode.RiceParameter(dimension, k));

        // The recorded figure is that of one support; a mean over many is near it.
        double mean = Enumerable.Range(1, 20).Average(seed => SupportCode.RiceBits(new SplitMix((ulong)seed).Subset(dimension, k), rice));
        if (recorded > 0)
            Assert.Equal(recorded, mean, 0.02 * recorded);
        Assert.InRange(mean, entropy, 1.1 * entropy);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 0)]
    [InlineData(64, 64)]
    [InlineData(65, 1)]
    [InlineData(100, 40)]
    [InlineData(1000, 999)]
    [InlineData(100_000, 31)]
    public void Every_coding_comes_back(int dimension, int k)
    {
        int[] support = new int[k];
        new RandomStream(1, RandomPurpose.Noise, k).Choose(dimension, k, support);
        foreach (SupportCoding coding in (SupportCoding[])[SupportCoding.Index, SupportCoding.Bitmap, SupportCoding.Rice])
        {
            byte[] bytes = new byte[(dimension / 4) + 8000];
            int rice = coding == SupportCoding.Rice ? SupportCode.RiceParameter(dimension, k) : 0;
            var writer = new BitWriter(bytes);
            SupportCode.Write(ref writer, support, dimension, coding, rice);
            long bits = writer.Bits;
            int length = writer.Flush();

            int[] read = new int[k];
            var reader = new BitReader(bytes.AsSpan(0, length), bits);
            SupportCode.Read(ref reader, read, dimension, coding, rice);
            reader.Finish();
            Assert.Equal(support, read);
        }
    }

    [Theory]
    [InlineData(1000, 10)]
    [InlineData(1000, 390)]
    [InlineData(1000, 900)]
    [InlineData(1000, 1000)]
    public void No_coding_is_cheaper_than_the_one_that_is_taken(int dimension, int k)
    {
        int[] support = new SplitMix(1).Subset(dimension, k);
        (SupportCoding coding, int rice, long bits) = SupportCode.Cheapest(support, dimension);

        Assert.Equal(Math.Min(SupportCode.MostBits(dimension, k), SupportCode.RiceBits(support, SupportCode.RiceParameter(dimension, k))), bits);
        Assert.True(coding == SupportCoding.Rice || rice == 0);
    }

    [Fact]
    public void Gaps_that_do_not_fit_the_code_give_a_bitmap()
    {
        // r = 1: a gap of 2 takes three bits, one of 0 two.
        int[] support = [.. Enumerable.Range(0, 306).Select(i => (3 * i) + 2), .. Enumerable.Range(918, 81)];

        Assert.Equal(1, SupportCode.RiceParameter(1000, support.Length));
        Assert.Equal((SupportCoding.Bitmap, 0, 1000L), SupportCode.Cheapest(support, 1000));
    }

    [Fact]
    public void Far_positions_alone_are_written_as_indices()
    {
        (SupportCoding coding, _, long bits) = SupportCode.Cheapest([999_999], 1_000_000);
        Assert.Equal((SupportCoding.Index, 20L), (coding, bits));
    }

    private static double Log2Binomial(int n, int k) => Enumerable.Range(1, k).Sum(i => Math.Log2((double)(n - k + i) / i));
}
