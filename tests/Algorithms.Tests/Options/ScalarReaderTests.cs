using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Options;

public sealed class ScalarReaderTests
{
    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5.0)]
    [InlineData("1e-3", 1e-3)]
    [InlineData("1E+3", 1e3)]
    [InlineData("+2", 2.0)]
    [InlineData("-0", -0.0)]
    [InlineData("0.1000000000000000055511151231257827", 0.1)]
    [InlineData("5e-324", double.Epsilon)]
    public void Numbers_are_read_to_the_last_bit(string text, double value)
    {
        Assert.Null(ScalarReader.Read(new OptionsScalar(text, Quoted: false), OptionsType.Of(typeof(double)), out object? read));
        Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits((double)read!));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("-7", -7)]
    [InlineData("1e3", 1000)]
    [InlineData("2.0", 2)]
    [InlineData("2147483647", int.MaxValue)]
    public void Whole_numbers_are_read_where_they_are_whole(string text, int value)
    {
        Assert.Null(ScalarReader.Read(new OptionsScalar(text, Quoted: false), OptionsType.Of(typeof(int)), out object? read));
        Assert.Equal(value, Assert.IsType<int>(read));
    }

    [Theory]
    [InlineData(typeof(double), "1,5", "STAR0104")]
    [InlineData(typeof(double), "1_000", "STAR0104")]
    [InlineData(typeof(double), "0x10", "STAR0104")]
    [InlineData(typeof(double), "1e", "STAR0104")]
    [InlineData(typeof(double), ".", "STAR0104")]
    [InlineData(typeof(double), " 1", "STAR0104")]
    [InlineData(typeof(double), "١", "STAR0104")]
    [InlineData(typeof(double), "NaN", "STAR0104")]
    [InlineData(typeof(double), ".nan", "STAR0105")]
    [InlineData(typeof(double), "-.inf", "STAR0105")]
    [InlineData(typeof(double), "-1e400", "STAR0105")]
    [InlineData(typeof(int), "1.5", "STAR0104")]
    [InlineData(typeof(int), "1e-1", "STAR0104")]
    [InlineData(typeof(int), "2147483648", "STAR0105")]
    [InlineData(typeof(int), "1e20", "STAR0105")]
    [InlineData(typeof(bool), "True", "STAR0104")]
    [InlineData(typeof(bool), "yes", "STAR0104")]
    [InlineData(typeof(bool), "0", "STAR0104")]
    public void What_is_no_such_value_is_refused(Type type, string text, string code) =>
        Assert.Equal(code, ScalarReader.Read(new OptionsScalar(text, Quoted: false), OptionsType.Of(type), out _)?.Error.Code);
}
