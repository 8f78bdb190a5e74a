using System.Reflection;
using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Xunit;

namespace Starling.Algorithms.Tests.Topology;

public sealed class TopologyTableTests
{
    public static TheoryData<string> Kinds => [.. TopologyTable.Graphs.Entries.Select(entry => entry.Kind)];

    [Fact]
    public void Every_graph_binds_with_its_parameters()
    {
        Assert.Equal(new CycleOptions(), Bind("\"cycle\""));
        Assert.Equal(new GridOptions { Rows = 2 }, Bind("""{ "kind": "grid", "rows": 2 }"""));
        Assert.Equal(new TorusOptions { Rows = 4 }, Bind("""{ "kind": "torus", "rows": 4 }"""));
        Assert.Equal(new RingOfCliquesOptions { Cliques = 5, Size = 3 }, Bind("""{ "kind": "ring-of-cliques", "cliques": 5, "size": 3 }"""));
        Assert.Equal(new RandomGeometricOptions { Radius = 0.25 }, Bind("""{ "kind": "random-geometric", "radius": 0.25 }"""));
        Assert.Equal(new ErdosRenyiOptions { Probability = 0.5 }, Bind("""{ "kind": "erdos-renyi", "probability": 0.5 }"""));
        Assert.Equal(new SmallWorldOptions { Neighbors = 6, Probability = 0.2 }, Bind("""{ "kind": "small-world", "neighbors": 6, "probability": 0.2 }"""));
        Assert.Equal(new FileGraphOptions { Path = "links.txt" }, Bind("""{ "kind": "file", "path": "links.txt" }"""));
    }

    [Theory]
    [InlineData("""{ "kind": "cyle" }""", "STAR0106", "did you mean 'cycle'?")]
    [InlineData("""{ "kind": "grid", "rows": 0 }""", "STAR0105", "from 1")]
    [InlineData("""{ "kind": "erdos-renyi", "probability": 1.5 }""", "STAR0105", "from 0 to 1")]
    [InlineData("""{ "kind": "small-world", "neighbors": 3 }""", "STAR0108", "even number")]
    [InlineData("""{ "kind": "file" , "path": "" }""", "STAR0105", "not empty")]
    public void Mistakes_are_refused_by_their_field(string graph, string code, string because)
    {
        OptionsBinding<Holder> binding = TryBind(graph);

        LocatedIssue issue = Assert.Single(binding.Issues);
        Assert.Equal(code, issue.Error.Code);
        Assert.Contains(because, issue.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_keeps_to_the_rules_of_parts(string kind)
    {
        PartEntry entry = TopologyTable.Graphs.Entries.Single(candidate => candidate.Kind == kind);
        Assert.True(entry.OptionsType.IsSealed && entry.OptionsType.IsSubclassOf(typeof(TopologyOptions)));
        Assert.All(OptionsShape.Of(entry.OptionsType).Properties, field =>
        {
            Assert.False(string.IsNullOrEmpty(XmlDocumentation.Summary(field.Property)), field.Name);
            Assert.True(
                field.Type.Form is not (OptionsForm.Integer or OptionsForm.Number) || field.Property.GetCustomAttribute<RangeAttribute>() is not null,
                field.Name);
        });
        Assert.Equal(kind, TopologyTable.Graphs.KindOf(Named.Options(kind)));
    }

    [Theory]
    [InlineData("line", 1, "STAR0803")]
    [InlineData("cycle", 2, "STAR0803")]
    [InlineData("grid", 1, "STAR0803")]
    [InlineData("torus", 7, "STAR0803")]
    [InlineData("torus", 8, "STAR0803")]
    [InlineData("star", 1, "STAR0803")]
    [InlineData("complete", 1, "STAR0803")]
    [InlineData("complete", 5000, "STAR0803")]
    [InlineData("hypercube", 12, "STAR0803")]
    [InlineData("hypercube", 1, "STAR0803")]
    [InlineData("barbell", 9, "STAR0803")]
    [InlineData("barbell", 2, "STAR0803")]
    [InlineData("ring-of-cliques", 7, "STAR0803")]
    [InlineData("ring-of-cliques", 4, "STAR0803")]
    [InlineData("random-geometric", 1, "STAR0803")]
    [InlineData("erdos-renyi", 1, "STAR0803")]
    [InlineData("small-world", 4, "STAR0803")]
    [InlineData("file", 3, "STAR0107")]
    public void Impossible_numbers_of_nodes_are_refused(string kind, int nodes, string code)
    {
        OptionIssue? issue = Named.Options(kind).Refuse(nodes);

        Assert.Equal(code, issue?.Error.Code);
        Assert.EndsWith(".", issue!.Message, StringComparison.Ordinal);
        Assert.Equal(code, Assert.Throws<StarlingException>(() => Named.Graph(kind, nodes)).Error.Code);
    }

    [Fact]
    public void Parameters_that_do_not_suit_the_nodes_are_refused_by_their_names()
    {
        Assert.Equal("rows", new GridOptions { Rows = 3 }.Refuse(16)?.Path);
        Assert.Equal("rows", new TorusOptions { Rows = 8 }.Refuse(16)?.Path);
        Assert.Equal("cliques", new RingOfCliquesOptions { Cliques = 5 }.Refuse(16)?.Path);
        Assert.Equal("size", new RingOfCliquesOptions { Size = 8 }.Refuse(16)?.Path);
        Assert.Equal("size", new RingOfCliquesOptions { Cliques = 4, Size = 5 }.Refuse(16)?.Path);
        Assert.Equal("neighbors", new SmallWorldOptions { Neighbors = 3 }.Refuse(16)?.Path);
        Assert.Null(new RingOfCliquesOptions { Cliques = 8 }.Refuse(16));
        Assert.Null(new GridOptions { Rows = 2 }.Refuse(16));
    }

    [Fact]
    public void Hypercubes_name_the_nearest_numbers() =>
        Assert.Contains("the nearest are 8 and 16", new HypercubeOptions().Refuse(12)!.Message, StringComparison.Ordinal);

    private static TopologyOptions Bind(string graph)
    {
        OptionsBinding<Holder> binding = TryBind(graph);
        Assert.Empty(binding.Issues);
        return binding.Value!.Graph;
    }

    private static OptionsBinding<Holder> TryBind(string graph)
    {
        Assert.True(OptionsJson.TryRead($"{{ \"graph\": {graph} }}", "job.json", out OptionsNode? node, out LocatedIssue? issue), issue?.ToString());
        return OptionsBinder.Bind<Holder>(node, new PartTables(TopologyTable.Graphs));
    }

    private sealed record Holder
    {
        public required TopologyOptions Graph { get; init; }
    }
}
