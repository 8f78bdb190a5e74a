using Starling.Algorithms.Options;
using Xunit;

namespace Starling.Algorithms.Tests.Options;

public sealed class OptionsJsonTests
{
    [Fact]
    public void Every_node_knows_its_line_and_column_in_characters()
    {
        Assert.True(OptionsJson.TryRead("{\n  \"größe\": [1,\n    \"ü\", {\"x\": null}]\n}", "a.json", out OptionsNode? node, out _));

        var map = Assert.IsType<OptionsMap>(node);
        Assert.Equal(new OptionsMark("a.json", 2, 3), map.Fields[0].Mark);
        Assert.Equal(new OptionsMark("a.json", 2, 12), map.Fields[0].Value.Mark);
        Assert.Equal(new OptionsMark("a.json", 3, 10), map.Locate("größe[2]"));
        Assert.Equal(new OptionsMark("a.json", 3, 16), map.Locate("größe[2].x"));
        Assert.Equal(new OptionsMark("a.json", 3, 10), map.Locate("größe[2].y.z"));
        Assert.Equal(new OptionsMark("a.json", 2, 3), map.Locate("größe"));
        Assert.Equal(new OptionsMark("a.json", 1, 1), map.Locate(""));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{\n \"a\": tru }", 2, 10)]
    [InlineData("{ \"a\": 1, }", 1, 11)]
    [InlineData("{ \"a\": 1 } x", 1, 12)]
    [InlineData("{ \"a\": 01 }", 1, 9)]
    [InlineData("{ \"a\": NaN }", 1, 8)]
    [InlineData("// a comment\n{}", 1, 1)]
    [InlineData("{ \"a\": \"\\ud800\" }", 1, 8)]
    public void What_is_not_JSON_is_refused_with_its_place(string json, int line, int column)
    {
        Assert.False(OptionsJson.TryRead(json, "a.json", out _, out LocatedIssue? issue));

        Assert.Equal("STAR0102", issue.Error.Code);
        Assert.Equal(new OptionsMark("a.json", line, column), issue.Mark);
        Assert.DoesNotContain("LineNumber", issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Assert.False(OptionsJson.TryRead(new string('[', 100_000), "a.json", out _, out LocatedIssue? issue));
        Assert.Equal("STAR0102", issue.Error.Code);
    }

    [Fact]
    public void A_name_that_stands_twice_is_kept_twice_so_that_it_can_be_refused()
    {
        Assert.True(OptionsJson.TryRead("""{ "a": 1, "a": 2 }""", "a.json", out OptionsNode? node, out _));

        var map = Assert.IsType<OptionsMap>(node);
        Assert.Equal(2, map.Fields.Length);
        Assert.Equal("""{"a":3}""", OptionsJson.Write(map.With(new OptionsField("a", new OptionsScalar("3", Quoted: false)))));
        Assert.Equal("""{"a":1,"a":2,"b":3}""", OptionsJson.Write(map.With(new OptionsField("b", new OptionsScalar("3", Quoted: false)))));
    }
}
