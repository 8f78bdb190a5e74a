using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class DeterministicMathTests
{
    // Ours is within one unit in the last place of the truth, and so is the C library's.
    private const double Tolerance = 2;

    [Fact]
    public void ExpIsCloseToTheLibrary()
    {
        var stream = new RandomStream(1, RandomPurpose.Noise);
        for (int i = 0; i < 300_000; i++)
        {
            double x = i % 2 == 0 ? (stream.NextDouble() - 0.5) * 1400 : (stream.NextDouble() - 0.5) * 4;
            AssertClose(Math.Exp(x), DeterministicMath.Exp(x));
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-0.0, 1)]
    [InlineData(710, double.PositiveInfinity)]
    [InlineData(-746, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, 0)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(-745.1, double.Epsilon)]
    public void ExpAtItsEnds(double x, double expected) => Assert.Equal(expected, DeterministicMath.Exp(x));

    [Fact]
    public void ExpOfSubnormalResultsIsRight()
    {
        for (double x = -745; x < -708; x += 0.37)
            Assert.InRange(DeterministicMath.Exp(x) - Math.Exp(x), -2 * double.Epsilon, (2 * double.Epsilon) + (Math.Exp(x) * 4e-16));
    }

    [Fact]
    public void ExpOfASpanHasTheBitsOfExp()
    {
        var stream = new RandomStream(2, RandomPurpose.Noise);
        for (int length = 0; length < 70; length++)
        {
            double[] x = new double[length];
            stream.FillUniform<double>(x, -760, 720);
            if (length > 20)
                x[length - 3] = double.NaN;
            double[] expected = Array.ConvertAll(x, DeterministicMath.Exp);
            double[] actual = new double[length];

            DeterministicMath.Exp(x, actual);
            Assert.Equal(expected, actual);
            DeterministicMath.Exp(x, x);
            Assert.Equal(expected, x);
        }
    }

    [Fact]
    public void ExpOfManySmallNumbersHasTheBitsOfExp()
    {
        var stream = new RandomStream(2, RandomPurpose.Noise);
        double[] x = new double[4096];
        stream.FillUniform<double>(x, -700, 700);
        double[] actual = new double[x.Length];

        DeterministicMath.Exp(x, actual);

        Assert.Equal(Array.ConvertAll(x, DeterministicMath.Exp), actual);
    }

    [Fact]
    public void LogIsCloseToTheLibrary()
    {
        var stream = new RandomStream(3, RandomPurpose.Noise);
        for (int i = 0; i < 300_000; i++)
        {
            double x = (i % 3) switch
            {
                0 => stream.NextOpenDouble(),
                1 => 0.9 + (0.2 * stream.NextDouble()),
                _ => Math.Exp((stream.NextDouble() - 0.5) * 1400),
            };
            AssertClose(Math.Log(x), DeterministicMath.Log(x));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, double.NegativeInfinity)]
    [InlineData(-1, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.Epsilon, -744.4400719213812)]
    [InlineData(2, 0.6931471805599453)]
    public void LogAtItsEnds(double x, double expected) => Assert.Equal(expected, DeterministicMath.Log(x));

    [Theory]
    [InlineData(0.998, 0, 1)]
    [InlineData(2, 10, 1024)]
    [InlineData(2, -2, 0.25)]
    [InlineData(-3, 3, -27)]
    [InlineData(1, int.MinValue, 1)]
    public void PowersOfIntegers(double x, int n, double expected) => Assert.Equal(expected, DeterministicMath.Pow(x, n));

    [Fact]
    public void PowIsCloseToTheLibrary()
    {
        for (int n = 0; n < 2000; n += 7)
            Assert.Equal(1, DeterministicMath.Pow(0.998, n) / Math.Pow(0.998, n), 1e-12);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.025, -1.959963984540054)]
    [InlineData(0.9, 1.2815515655446004)]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(1e-20, -9.262340089798408)]
    [InlineData(0.9999999999, 6.361340889697422)]
    public void QuantilesOfTheNormalDistribution(double p, double expected) =>
        Assert.Equal(expected, NormalQuantile.Of(p), 1e-14 * (1 + Math.Abs(expected)));

    private static void AssertClose(double expected, double actual)
    {
        double unit = Math.Max(Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected), double.Epsilon);
        Assert.True(Math.Abs(expected - actual) <= Tolerance * unit, $"expected {expected:r}, not {actual:r}");
    }
}
