using System.Numerics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public sealed class ExactSumTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.Epsilon)]
    [InlineData(-double.Epsilon)]
    [InlineData(2.2250738585072014e-308)]
    [InlineData(double.MaxValue)]
    [InlineData(-double.MaxValue)]
    [InlineData(1e-300)]
    public void A_number_alone_is_itself(double value)
    {
        var sum = new ExactSum();
        sum.Add(value);
        Assert.Equal(value, sum.Rounded());
    }

    [Fact]
    public void Nothing_is_lost_on_the_way()
    {
        var sum = new ExactSum();
        foreach (double value in new[] { 1e300, 1.0, -1e300, 1e-300, -1.0 })
            sum.Add(value);
        Assert.Equal(1e-300, sum.Rounded());
    }

    [Fact]
    public void Ties_go_to_the_even_number()
    {
        Assert.Equal(1.0, Sum(1.0, Math.ScaleB(1, -53)));
        Assert.Equal(1 + Math.ScaleB(1, -51), Sum(1 + Math.ScaleB(1, -52), Math.ScaleB(1, -53)));
        Assert.Equal(1 + Math.ScaleB(1, -52), Sum(1.0, Math.ScaleB(1, -53), double.Epsilon));
        Assert.Equal(-1 - Math.ScaleB(1, -52), Sum(-1.0, -Math.ScaleB(1, -53), -double.Epsilon));
        Assert.Equal(1.0, Sum(1.0, Math.ScaleB(1, -53), -double.Epsilon));
    }

    [Fact]
    public void It_is_the_sum_in_exact_arithmetic()
    {
        var stream = new RandomStream(5, RandomPurpose.Noise);
        for (int repeat = 0; repeat < 200; repeat++)
        {
            double[] values = new double[1 + stream.NextInt32(60)];
            BigInteger exact = 0;
            const int Scale = 400;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Math.ScaleB(stream.NextDouble() - 0.5, stream.NextInt32(200) - 100);
                exact += new BigInteger(Math.ScaleB(values[i], Scale));
            }

            // What divides two integers exactly is rounded once, by parsing the quotient's digits.
            double expected = double.Parse(Decimal(exact, Scale), System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(expected, Sum(values));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Parts_can_be_put_together(int parts)
    {
        var stream = new RandomStream(6, RandomPurpose.Noise);
        double[] values = new double[1000];
        for (int i = 0; i < values.Length; i++)
            values[i] = Math.ScaleB(stream.NextDouble() - 0.5, stream.NextInt32(600) - 300);

        double[] written = new double[ExactSum.Length];
        for (int part = 0; part < parts; part++)
        {
            var sum = new ExactSum();
            foreach (double value in values[(part * 1000 / parts)..((part + 1) * 1000 / parts)])
                sum.Add(value);
            double[] one = new double[ExactSum.Length];
            sum.Write(one);
            for (int i = 0; i < one.Length; i++)
                written[i] += one[i];
        }

        var total = new ExactSum();
        total.Read(written);
        Assert.Equal(Sum(values), total.Rounded());
        total.Clear();
        Assert.Equal(0.0, total.Rounded());
    }

    [Fact]
    public void What_is_not_finite_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new ExactSum().Add(double.NaN));
        Assert.Throws<ArgumentException>(() => new ExactSum().Add(double.PositiveInfinity));
    }

    private static double Sum(params double[] values)
    {
        var sum = new ExactSum();
        foreach (double value in values)
            sum.Add(value);
        return sum.Rounded();
    }

    // n / 2^scale with all its digits: a power of ten makes it an integer.
    private static string Decimal(BigInteger n, int scale) => $"{n * BigInteger.Pow(5, scale)}e-{scale}";
}
