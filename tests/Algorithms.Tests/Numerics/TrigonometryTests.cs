using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

/// <summary>Sine and cosine. The expected numbers were computed with 2000 bits and rounded once.</summary>
public sealed class TrigonometryTests
{
    [Theory]
    [InlineData(0.5, 0.479425538604203, 0.8775825618903728)]
    [InlineData(1.0, 0.8414709848078965, 0.5403023058681398)]
    [InlineData(2.0, 0.9092974268256817, -0.4161468365471424)]
    [InlineData(3.0, 0.1411200080598672, -0.9899924966004454)]
    [InlineData(11.0, -0.9999902065507035, 0.004425697988050785)]
    [InlineData(22.0, -0.008851309290403876, -0.9999608263946371)]
    [InlineData(161.0, -0.702407785577371, -0.7117747556357236)]
    [InlineData(355.0, -3.014435335948845e-05, -0.999999999545659)]
    [InlineData(1.5707963267948966, 1.0, 6.123233995736766e-17)]
    [InlineData(3.141592653589793, 1.2246467991473532e-16, -1.0)]
    [InlineData(0.7853981633974483, 0.7071067811865475, 0.7071067811865476)]
    [InlineData(100000.0, 0.03574879797201651, -0.9993608074382124)]
    [InlineData(1048576.5, 0.7425208640927718, 0.669822936593637)]
    [InlineData(1e22, -0.8522008497671888, 0.523214785395139)]
    [InlineData(5.319372648326541e+255, 1.0, -4.687165924254628e-19)]
    [InlineData(1.7976931348623157e308, 0.004961954789184062, -0.9999876894265599)]
    [InlineData(-7.25, -0.8230808790115055, 0.5679241732886948)]
    [InlineData(1e-300, 1e-300, 1.0)]
    [InlineData(5e-324, 5e-324, 1.0)]
    [InlineData(0.0, 0.0, 1.0)]
    public void AnglesOfAllSizes(double x, double sine, double cosine)
    {
        AssertWithinOneUnit(sine, DeterministicMath.Sin(x));
        AssertWithinOneUnit(cosine, DeterministicMath.Cos(x));
        AssertWithinOneUnit(-sine, DeterministicMath.Sin(-x));
        AssertWithinOneUnit(cosine, DeterministicMath.Cos(-x));
        Assert.Equal((DeterministicMath.Sin(x), DeterministicMath.Cos(x)), DeterministicMath.SinCos(x));
        Assert.Equal((DeterministicMath.Sin(-x), DeterministicMath.Cos(-x)), DeterministicMath.SinCos(-x));
    }

    [Fact]
    public void Both_at_once_have_the_bits_of_each()
    {
        var stream = new RandomStream(1, RandomPurpose.Noise);
        for (int i = 0; i < 20_000; i++)
        {
            double x = stream.NextNormal() * (i % 2 == 0 ? 3 : 1e7);
            Assert.Equal((DeterministicMath.Sin(x), DeterministicMath.Cos(x)), DeterministicMath.SinCos(x));
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void WhatIsNoAngleHasNoSine(double x)
    {
        Assert.True(double.IsNaN(DeterministicMath.Sin(x)));
        Assert.True(double.IsNaN(DeterministicMath.Cos(x)));
    }

    [Theory]
    [InlineData(1.6)]
    [InlineData(200)]
    [InlineData(1_040_000)]
    [InlineData(1e15)]
    public void TheyAreCloseToTheLibrary(double reach)
    {
        var stream = new RandomStream(11, RandomPurpose.Noise);
        for (int i = 0; i < 20_000; i++)
        {
            double x = ((2 * stream.NextDouble()) - 1) * reach;
            AssertClose(Math.Sin(x), DeterministicMath.Sin(x));
            AssertClose(Math.Cos(x), DeterministicMath.Cos(x));
        }
    }

    [Fact]
    public void BothReductionsAgreeWhereTheyMeet()
    {
        // 2^20 is reduced quickly, the next double exactly.
        const double Edge = 1 << 20;
        double beyond = Math.BitIncrement(Edge);
        double slope = DeterministicMath.Cos(Edge);
        Assert.Equal(DeterministicMath.Sin(Edge) + ((beyond - Edge) * slope), DeterministicMath.Sin(beyond), 2e-16);
    }

    private static void AssertWithinOneUnit(double expected, double actual) =>
        Assert.True(
            actual == expected || actual == Math.BitIncrement(expected) || actual == Math.BitDecrement(expected),
            $"expected {expected:r}, not {actual:r}");

    private static void AssertClose(double expected, double actual)
    {
        double unit = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
        Assert.True(Math.Abs(expected - actual) <= 2 * unit, $"expected {expected:r}, not {actual:r}");
    }
}
