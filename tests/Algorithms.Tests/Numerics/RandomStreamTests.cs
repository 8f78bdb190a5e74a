using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class RandomStreamTests
{
    private const int Draws = 200_000;

    [Fact]
    public void NumbersOfPurposesNeverChange()
    {
        // Recorded jobs depend on these numbers.
        (string Name, uint Value)[] expected =
        [
            ("None", 0), ("ModelInitialization", 1), ("Participation", 2), ("Minibatches", 3), ("Partition", 4),
            ("DataGeneration", 5), ("Attack", 6), ("Compression", 7), ("Topology", 8), ("Noise", 9),
        ];

        Assert.Equal(expected, Enum.GetValues<RandomPurpose>().Take(expected.Length).Select(p => (p.ToString(), (uint)p)));
    }

    [Fact]
    public void EveryPartOfTheAddressCounts()
    {
        ulong[] first =
        [
            First(1, RandomPurpose.Noise, 0, 0), First(2, RandomPurpose.Noise, 0, 0), First(1UL << 32, RandomPurpose.Noise, 0, 0),
            First(1, RandomPurpose.Attack, 0, 0), First(1, RandomPurpose.Noise, 1, 0), First(1, RandomPurpose.Noise, 0, 1),
        ];

        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Equal(first[0], First(1, RandomPurpose.Noise, 0, 0));

        static ulong First(ulong seed, RandomPurpose purpose, int participant, int round)
        {
            var stream = new RandomStream(seed, purpose, participant, round);
            return stream.NextUInt64();
        }
    }

    [Fact]
    public void SixtyFourBitsAreTwoWordsLowFirst()
    {
        var words = new RandomStream(3, RandomPurpose.Noise);
        var longs = new RandomStream(3, RandomPurpose.Noise);
        words.NextUInt32();
        longs.NextUInt32();
        for (int i = 0; i < 20; i++)
        {
            ulong low = words.NextUInt32();
            ulong high = words.NextUInt32();
            Assert.Equal(low | (high << 32), longs.NextUInt64());
        }
    }

    [Fact]
    public void UniformNumbersFillTheUnitInterval()
    {
        var stream = new RandomStream(1, RandomPurpose.Noise);
        double[] values = Draw(() => stream.NextDouble());

        Assert.InRange(values.Min(), 0, 1e-4);
        Assert.InRange(values.Max(), 1 - 1e-4, 1 - double.Epsilon);
        AssertMoments(values, 0.5, 1.0 / 12);
        Assert.All(values, value => Assert.Equal(0, value * (1L << 53) % 1));
    }

    [Fact]
    public void OpenUniformNumbersAvoidBothEnds()
    {
        var stream = new RandomStream(2, RandomPurpose.Noise);
        double[] values = Draw(() => stream.NextOpenDouble());

        Assert.All(values, value => Assert.True(value is > 0 and < 1));
        AssertMoments(values, 0.5, 1.0 / 12);
    }

    [Fact]
    public void SinglesAreBelowOne()
    {
        var stream = new RandomStream(2, RandomPurpose.Noise);
        double[] values = Draw(() => stream.NextSingle());

        Assert.All(values, value => Assert.True(value is >= 0 and < 1));
        AssertMoments(values, 0.5, 1.0 / 12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(64)]
    public void IntegersAreUniform(int bound)
    {
        var stream = new RandomStream(4, RandomPurpose.Noise);
        int[] counts = new int[bound];
        for (int i = 0; i < Draws; i++)
            counts[stream.NextInt32(bound)]++;

        double expected = (double)Draws / bound;
        double chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        Assert.InRange(chiSquare, 0, bound + (6 * Math.Sqrt(2.0 * bound)));
    }

    [Fact]
    public void IntegersHaveNoModuloBias()
    {
        // With a bound of 3 * 2^29 plain scaling would hit every third value twice as often.
        const int Bound = 3 << 29;
        var stream = new RandomStream(5, RandomPurpose.Noise);
        int[] counts = new int[3];
        for (int i = 0; i < Draws; i++)
            counts[stream.NextInt32(Bound) % 3]++;

        Assert.All(counts, count => Assert.InRange(count, (Draws / 3.0) - 1500, (Draws / 3.0) + 1500));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void IntegersNeedAPositiveBound(int bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            var stream = new RandomStream(1, RandomPurpose.Noise);
            stream.NextInt32(bound);
        });

    [Fact]
    public void NormalNumbersHaveNormalMoments()
    {
        var stream = new RandomStream(6, RandomPurpose.Noise);
        double[] values = Draw(() => stream.NextNormal());

        AssertMoments(values, 0, 1);
        Assert.InRange(values.Average(value => Math.Pow(value, 4)), 2.9, 3.1);
        Assert.InRange(values.Count(value => value > 1.959963984540054) / (double)Draws, 0.0235, 0.0265);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3.7)]
    [InlineData(250)]
    public void GammaNumbersHaveTheMomentsOfTheirShape(double shape)
    {
        var stream = new RandomStream(7, RandomPurpose.Noise);
        AssertMoments(Draw(() => stream.NextGamma(shape)), shape, shape);
    }

    [Theory]
    [InlineData(0.01, -100.56088545786867)]
    [InlineData(2, 0.42278433509846713)]
    public void LogarithmsOfGammaNumbersHaveTheMeanDigamma(double shape, double digamma)
    {
        var stream = new RandomStream(8, RandomPurpose.Noise);
        double[] values = Draw(() => stream.NextLogGamma(shape));

        double deviation = Math.Sqrt(values.Average(value => Math.Pow(value - digamma, 2)) / Draws);
        Assert.InRange(values.Average(), digamma - (5 * deviation), digamma + (5 * deviation));
    }

    [Theory]
    [InlineData(1e-6)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(100)]
    public void DirichletPointsAreProportions(double alpha)
    {
        var stream = new RandomStream(9, RandomPurpose.Partition);
        double[] point = new double[10];
        double[] total = new double[10];
        for (int i = 0; i < 2000; i++)
        {
            stream.NextDirichlet(alpha, point);
            Assert.All(point, value => Assert.InRange(value, 0, 1));
            Assert.Equal(1, point.Sum(), 1e-12);
            for (int j = 0; j < total.Length; j++)
                total[j] += point[j];
        }

        double deviation = Math.Sqrt(2000 * 0.09 / ((10 * alpha) + 1));
        Assert.All(total, value => Assert.InRange(value, 200 - (5 * deviation), 200 + (5 * deviation)));
    }

    [Fact]
    public void EqualConcentrationsAreTheSymmetricDirichlet()
    {
        var stream = new RandomStream(10, RandomPurpose.Partition);
        RandomStream same = stream;
        double[] symmetric = new double[7];
        double[] general = new double[7];

        stream.NextDirichlet(0.3, symmetric);
        same.NextDirichlet([0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3], general);

        Assert.Equal(symmetric, general);
    }

    [Fact]
    public void LogNormalAndExponentialNumbersHaveTheirMeans()
    {
        var stream = new RandomStream(11, RandomPurpose.Noise);
        AssertMoments(Draw(() => Math.Log(stream.NextLogNormal(0.4, 0.25))), 0.4, 0.0625);
        AssertMoments(Draw(() => stream.NextExponential()), 1, 1);
    }

    [Fact]
    public void FillsAreTheSingleDraws()
    {
        // From every position inside a block, for lengths around the vector sizes.
        foreach (int length in new[] { 0, 1, 7, 15, 16, 17, 31, 33, 255, 256, 257, 1000 })
        {
            for (int start = 0; start < 5; start++)
            {
                var stream = new RandomStream(0xFEDCBA9876543210, RandomPurpose.Noise, participant: 3, round: 2);
                for (int i = 0; i < start; i++)
                    stream.NextUInt32();
                RandomStream same = stream;
                ulong[] bits = new ulong[length];
                float[] normals = new float[length];
                double[] uniforms = new double[length];

                stream.FillUInt64(bits);
                stream.FillNormal<float>(normals, mean: 3, standardDeviation: 0.5);
                stream.FillUniform<double>(uniforms, low: -2, high: 2);

                Assert.All(bits, value => Assert.Equal(same.NextUInt64(), value));
                Assert.All(normals, value => Assert.Equal((float)Math.FusedMultiplyAdd(0.5, same.NextNormal(), 3), value));
                Assert.All(uniforms, value => Assert.Equal(Math.FusedMultiplyAdd(4, same.NextDouble(), -2), value));
                Assert.Equal(same.NextUInt32(), stream.NextUInt32());
            }
        }
    }

    [Fact]
    public void ACopyRepeats()
    {
        var stream = new RandomStream(13, RandomPurpose.Noise);
        stream.NextUInt32();
        RandomStream copy = stream;

        Assert.Equal(stream.NextUInt64(), copy.NextUInt64());
    }

    private static double[] Draw(Func<double> next) => [.. Enumerable.Range(0, Draws).Select(_ => next())];

    // The mean within five standard errors, the variance within a few percent.
    private static void AssertMoments(double[] values, double mean, double variance)
    {
        double error = Math.Sqrt(variance / values.Length);
        Assert.InRange(values.Average(), mean - (5 * error), mean + (5 * error));
        double spread = values.Average(value => (value - mean) * (value - mean));
        Assert.InRange(spread / variance, 0.85, 1.15);
    }
}
