using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Options;
using Starling.Client.Jobs;
using Xunit;

namespace Starling.Client.Tests.Jobs;

public sealed class OptionsYamlTests
{
    /// <summary>Longer than any line, with the tabs that a folded line would lose.</summary>
    private static readonly string LongText = string.Concat(Enumerable.Repeat("long \t", 100));

    private static readonly Config Repeatable = Config.QuickThrowOnFailure.WithReplay(1, 3).WithQuietOnSuccess(true);

    [Fact]
    public void Every_node_knows_its_line_and_column()
    {
        OptionsNode node = Read("a: 1\nb:\n  - x\n  - { c: 'y' }\n");

        Assert.Equal(new OptionsMark("a.yaml", 1, 4), node.Locate("a"));
        Assert.Equal(new OptionsMark("a.yaml", 2, 1), node.Locate("b"));
        Assert.Equal(new OptionsMark("a.yaml", 3, 5), node.Locate("b[0]"));
        Assert.Equal(new OptionsMark("a.yaml", 4, 10), node.Locate("b[1].c"));
    }

    [Theory]
    [InlineData("a: 5", """{"a":5}""")]
    [InlineData("a: '5'", """{"a":"5"}""")]
    [InlineData("a: \"5\"", """{"a":"5"}""")]
    [InlineData("a: |\n  text\n", """{"a":"text\n"}""")]
    [InlineData("a: &x { b: 1 }\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("%YAML 1.2\n---\na: 5\n...\n", """{"a":5}""")]
    [InlineData("{ a: [1, 2,\n  3] } # end", """{"a":[1,2,3]}""")]
    [InlineData("", "{}")]
    [InlineData("# nothing\n", "{}")]
    public void YAML_is_read(string yaml, string json) => Assert.Equal(json, OptionsJson.Write(Read(yaml)));

    [Theory]
    [InlineData("a: 1\n\tb: 2", 2, 1, "A tab stands where only spaces may indent.")]
    [InlineData("a:\n\t- 2", 2, 1, "A tab stands where only spaces may indent.")]
    [InlineData("a: [1, 2\nb: 3", 1, 6, "may not be closed.")]
    [InlineData("a: {b: 1\nmodel: x", 1, 6, "may not be closed.")]
    [InlineData("a: 'text", 1, 4, "")]
    [InlineData("a: b: c", 1, 5, "")]
    [InlineData("a: 1\n b: 2", 2, 3, "")]
    [InlineData("a: *x", 1, 4, "The alias *x stands before the end of its anchor, or has none.")]
    [InlineData("a: &x [*x]", 1, 8, "The alias *x stands before the end of its anchor, or has none.")]
    [InlineData("a: !!int 5", 1, 4, "means nothing in a job file.")]
    [InlineData("a: !secret 5", 1, 4, "The tag !secret means nothing in a job file.")]
    [InlineData("[a, b]: 5", 1, 1, "A field has a name, not a list or a map for one.")]
    [InlineData("a: 1\n---\nb: 2", 2, 1, "A job file is one document; a second one begins here.")]
    public void What_is_not_YAML_or_means_nothing_is_refused_with_its_place(string yaml, int line, int column, string message)
    {
        Assert.False(OptionsYaml.TryRead(yaml, Place, out _, out LocatedIssue? issue));

        Assert.Equal("STAR0102", issue.Error.Code);
        Assert.Equal(new OptionsMark("a.yaml", line, column), issue.Mark);
        Assert.EndsWith(message, issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Nesting_without_end_is_refused(string opening)
    {
        Assert.False(OptionsYaml.TryRead(string.Concat(Enumerable.Repeat(opening, 2000)), Place, out _, out LocatedIssue? issue));
        Assert.Contains("nested", issue.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_share_what_they_name_so_that_they_cannot_blow_up()
    {
        string levels = string.Concat(Enumerable.Range(1, 40).Select(i => $"l{i}: &l{i} [*l{i - 1}, *l{i - 1}, *l{i - 1}]\n"));

        Assert.Equal(41, Assert.IsType<OptionsMap>(Read("l0: &l0 x\n" + levels)).Fields.Length);
    }

    [Fact]
    public void What_is_written_is_read_as_equal()
    {
        Gen<OptionsNode> scalars = Gen.OneOf(
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => Text(text.Get)),
            Gen.Elements("true", "no", "null", "~", "", "1e3", "0x10", "- a", "a: b", "# c", "*x", "&x", "!t", "'", "\"", " a ", "日本", "a\nb\n", LongText).Select(Text),
            Gen.Elements("true", "1", "-2.5E-07", "null").Select(plain => (OptionsNode)new OptionsScalar(plain, Quoted: false)));
        Gen<OptionsNode> Nodes(int size) => size == 0
            ? scalars
            : Gen.OneOf(
                scalars,
                Nodes(size - 1).ListOf(3).Select(items => (OptionsNode)new OptionsList([.. items])),
                Nodes(size - 1).ListOf(3).Select(items => (OptionsNode)new OptionsMap(
                    [.. items.Select((item, i) => new OptionsField(i == 0 ? "null" : $"f {i}: #", item))])));

        Prop.ForAll(Nodes(3).ToArbitrary(), node =>
        {
            var map = new OptionsMap([new OptionsField("root", node)]);
            return Same(map, Read(OptionsYaml.Write(map)));
        }).Check(Repeatable);
    }

    [Fact]
    public void No_text_whatever_breaks_the_reader()
    {
        const string Job = "name: x # c\nmodel: { kind: 'mlp', hidden: [1, 2] }\ndata:\n  kind: &k |\n    a\n  list:\n  - \"b\\n\"\n  - *k\n";
        Gen<string> broken =
            from position in Gen.Choose(0, Job.Length)
            from cut in Gen.Choose(0, 12)
            from inserted in Gen.Elements("", "\t", "{", "}", "[", "]", ":", "- ", "\"", "'", "&", "*", "!", "|", ">", "%", "@", "\n", "#", "? ", "\0", "\u2028", "---\n", "...", "<<: ")
            select string.Concat(Job.AsSpan(0, position), inserted, Job.AsSpan(Math.Min(Job.Length, position + cut)));

        Prop.ForAll(broken.ToArbitrary(), text => OptionsYaml.TryRead(text, Place, out _, out LocatedIssue? issue) || issue.Mark.Line > 0)
            .Check(Repeatable.WithMaxTest(2000));
    }

    private static OptionsNode Text(string text) => new OptionsScalar(new string([.. text.Where(letter => !char.IsSurrogate(letter))]), Quoted: true);

    private static OptionsNode Read(string yaml)
    {
        Assert.True(OptionsYaml.TryRead(yaml, Place, out OptionsNode? node, out LocatedIssue? issue), issue?.ToString());
        return node;
    }

    private static OptionsMark Place(int line, int column) => new("a.yaml", line, column);

    /// <summary>The same values; a word may lose its quotes where it stays a text without them.</summary>
    private static bool Same(OptionsNode a, OptionsNode b) => (a, b) switch
    {
        (OptionsScalar x, OptionsScalar y) => x.Text == y.Text && x.IsNull == y.IsNull && (x.Quoted || !y.Quoted),
        (OptionsList x, OptionsList y) => x.Items.Length == y.Items.Length && x.Items.Zip(y.Items).All(pair => Same(pair.First, pair.Second)),
        (OptionsMap x, OptionsMap y) => x.Fields.Length == y.Fields.Length
            && x.Fields.Zip(y.Fields).All(pair => pair.First.Name == pair.Second.Name && Same(pair.First.Value, pair.Second.Value)),
        _ => false,
    };
}
