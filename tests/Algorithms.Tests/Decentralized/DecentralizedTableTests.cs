using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Tests.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized;

public sealed class DecentralizedTableTests
{
    private static readonly PartTables Tables = new(DecentralizedTable.All);

    public static TheoryData<string> Kinds => [.. DecentralizedTable.All.Entries.Select(entry => entry.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_binds_by_its_name_and_makes_an_algorithm(string kind)
    {
        OptionsBinding<Section> binding = TrialBind($$"""{ "algorithm": "{{kind}}" }""");
        Assert.Empty(binding.Issues);
        DecentralizedOptions options = binding.Value!.Algorithm;
        Assert.Equal(kind, DecentralizedTable.All.KindOf(options));
        DecentralizedSetting setting = GossipTrial.SettingOf(GossipTrial.Quadratic("Q1"), Named.Graph("grid", 16));
        Assert.Null(options.Refuse(setting));
        NodeVectors vectors = options switch
        {
            GossipAlgorithmOptions gossip => gossip.Create<float>(setting).Vectors,
            EventAlgorithmOptions events => events.Create<float>(setting).Vectors,
            _ => throw new InvalidOperationException("An algorithm has steps or events."),
        };
        Assert.NotEmpty(vectors.Names);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Models_and_regularisers_are_refused_where_they_must_be(string kind)
    {
        DecentralizedOptions options = TrialBind($$"""{ "algorithm": "{{kind}}" }""").Value!.Algorithm;
        DecentralizedSetting setting = GossipTrial.SettingOf(GossipTrial.Quadratic("Q1"), Named.Graph("grid", 16));

        // Without L and mu every algorithm wants a step size or refuses.
        OptionIssue issue = Assert.IsType<OptionIssue>(options.Refuse(setting with { Smoothness = null, StrongConvexity = null }));
        Assert.Equal(options.SuitsModels ? ("STAR0107", "learningRate") : ("STAR0108", ""), (issue.Error.Code, issue.Path));
        Assert.Equal(options.TakesRegulariser, options.Refuse(setting with { Regulariser = Regularisers.L1(1) }) is null);
        Assert.Equal(kind is "dproxsgt" or "cdproxsgt" or "choco-sgd", options.TakesRegulariser);
        Assert.False(options.NeedsConjugate && options.SuitsModels);
        if (options.SuitsModels)
            Assert.NotNull(options.GetType().GetProperty("LearningRate"));
        else
            Assert.NotNull(options.Refuse(setting with { StrongConvexity = 0 }));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_field_is_documented_and_every_number_has_a_range(string kind)
    {
        Assert.True(DecentralizedTable.All.TryFind(kind, out PartEntry? entry));
        Assert.True(entry.OptionsType.IsSealed);
        Assert.All(OptionsShape.Of(entry.OptionsType).Properties, field =>
        {
            Assert.False(string.IsNullOrEmpty(XmlDocumentation.Summary(field.Property)), field.Name);
            if (field.Type.Form is OptionsForm.Integer or OptionsForm.Number)
                Assert.NotNull(field.Property.GetCustomAttribute<RangeAttribute>());
        });
    }

    [Theory]
    [InlineData("""{ "algorithm": { "kind": "d-psgd", "learningRate": 0 } }""", "STAR0105", "algorithm.learningRate")]
    [InlineData("""{ "algorithm": { "kind": "d-psgd", "order": "first" } }""", "STAR0106", "algorithm.order")]
    [InlineData("""{ "algorithm": { "kind": "choco-sgd", "gamma": 1.5 } }""", "STAR0105", "algorithm.gamma")]
    [InlineData("""{ "algorithm": { "kind": "cdproxsgt", "gammaX": 0 } }""", "STAR0105", "algorithm.gammaX")]
    [InlineData("""{ "algorithm": { "kind": "a2cid2", "gradientMomentum": 1 } }""", "STAR0105", "algorithm.gradientMomentum")]
    [InlineData("""{ "algorithm": { "kind": "msda", "learningRate": 1 } }""", "STAR0103", "algorithm.learningRate")]
    public void Mistakes_have_a_number_and_a_place(string json, string code, string path)
    {
        LocatedIssue issue = Assert.Single(TrialBind(json).Issues);
        Assert.Equal((code, path), (issue.Error.Code, issue.Path));
    }

    [Fact]
    public void Every_field_is_read() =>
        Assert.Equal(
            new DPsgdOptions { LearningRate = 0.5, Order = GossipOrder.AdaptThenCombine, Decay = 2, ClipNorm = 3 },
            TrialBind("""{ "algorithm": { "kind": "d-psgd", "learningRate": 0.5, "order": "adapt-then-combine", "decay": 2, "clipNorm": 3 } }""")
                .Value!.Algorithm);

    private static OptionsBinding<Section> TrialBind(string json)
    {
        Assert.True(OptionsJson.TryRead(json, "job.json", out OptionsNode? node, out LocatedIssue? issue), issue?.ToString());
        return OptionsBinder.Bind<Section>(node, Tables);
    }

    private sealed record Section
    {
        public required DecentralizedOptions Algorithm { get; init; }
    }
}
