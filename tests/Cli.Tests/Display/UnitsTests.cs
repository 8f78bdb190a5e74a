using Starling.Cli.Display;
using Xunit;

namespace Starling.Cli.Tests.Display;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.00 kB")]
    [InlineData(12_345, "12.3 kB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1.00 MB")]
    [InlineData(412_000_000, "412 MB")]
    [InlineData(long.MaxValue, "9223 PB")]
    public void Bytes_have_three_digits(long bytes, string expected) => Assert.Equal(expected, Units.Bytes(bytes));

    [Theory]
    [InlineData(0, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(192, "3 min 12 s")]
    [InlineData(7500, "2 h 05 min")]
    [InlineData(273_600, "3 d 04 h")]
    [InlineData(-1, "0.0 s")]
    public void Durations_have_two_units(double seconds, string expected) =>
        Assert.Equal(expected, Units.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(8.64, "8.6")]
    [InlineData(86.44, "86.4")]
    [InlineData(999.4, "999")]
    [InlineData(107_034, "107,000")]
    [InlineData(999_499, "999,000")]
    [InlineData(1_254_000, "1.25 million")]
    public void A_rate_has_three_digits(double perSecond, string expected) => Assert.Equal(expected, Units.Rate(perSecond));

    [Theory]
    [InlineData(4, "a few seconds")]
    [InlineData(42, "40 s")]
    [InlineData(58, "1 min")]
    [InlineData(610, "10 min")]
    [InlineData(5400, "1 h 30 min")]
    public void A_guess_is_rounded(double seconds, string expected) =>
        Assert.Equal(expected, Units.AboutDuration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.43123, "0.4312")]
    [InlineData(12.345, "12.35")]
    [InlineData(1.2e-7, "1.20e-07")]
    [InlineData(double.NaN, "NaN")]
    public void Numbers_stay_short(double value, string expected) => Assert.Equal(expected, Units.Number(value));
}
