using Starling.Cli.Display;
using Xunit;

namespace Starling.Cli.Tests.Display;

public sealed class BarsTests
{
    [Fact]
    public void A_curve_goes_from_the_lowest_to_the_highest_block() =>
        Assert.Equal("▁▂▃▄▅▆▇█", Bars.Curve([0, 1, 2, 3, 4, 5, 6, 7], 24, unicode: true));

    [Fact]
    public void A_long_curve_is_thinned_by_means() =>
        Assert.Equal("▁█", Bars.Curve([0, 0, 0, 0, 1, 1, 1, 1], 2, unicode: true));

    [Fact]
    public void A_flat_curve_lies_in_the_middle() => Assert.Equal("▅▅▅", Bars.Curve([2, 2, 2], 24, unicode: true));

    [Fact]
    public void No_values_make_no_curve() => Assert.Equal("", Bars.Curve([], 24, unicode: true));

    [Fact]
    public void An_absent_class_is_a_gap() => Assert.Equal("█ ▅▁", Bars.Columns([8, 0, 4, 1], 8, unicode: true)[..4].Replace('▂', '▁'));

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.5, 5)]
    [InlineData(1.0, 10)]
    [InlineData(7.0, 10)]
    public void A_bar_always_has_its_width(double share, int full)
    {
        (string Full, string Empty) bar = Bars.Line(share, 10, unicode: false);

        Assert.Equal(new string('#', full), bar.Full);
        Assert.Equal(new string('-', 10 - full), bar.Empty);
    }
}
