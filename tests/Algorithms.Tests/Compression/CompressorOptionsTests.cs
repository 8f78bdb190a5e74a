using Starling.Algorithms.Compression;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Runs;
using Xunit;

namespace Starling.Algorithms.Tests.Compression;

public sealed class CompressorOptionsTests
{
    [Fact]
    public void The_kinds_are_those_of_job_files() => Assert.Equal(
        ["identity", "rand-k", "top-k", "perm-k", "natural", "qsgd", "ternary", "sign", "powersgd", "float16", "bfloat16"],
        CompressorTable.All.Entries.Select(entry => entry.Kind));

    [Fact]
    public void One_name_is_a_list_of_one()
    {
        CompressionSection section = Good("""{ "up": "sign" }""");

        Assert.Equal([new SignOptions()], section.Up);
        Assert.Equal([new IdentityOptions()], section.Down);
        Assert.Equal(section, new CompressionSection { Up = [new SignOptions()] });
    }

    [Fact]
    public void A_list_is_read_in_its_order()
    {
        CompressionSection section = Good("""
            { "up": [{ "kind": "top-k", "k": 10 }, { "kind": "qsgd", "s": 15, "norm": "max", "bucket": 128, "contractive": true }],
              "down": [{ "kind": "rand-k", "fraction": 0.1, "unscaled": true }, "natural"] }
            """);

        Assert.Equal([new TopKOptions { K = 10 }, new QsgdOptions { S = 15, Norm = DitheringNorm.Max, Bucket = 128, Contractive = true }], section.Up);
        Assert.Equal([new RandKOptions { Fraction = 0.1, Unscaled = true }, new NaturalOptions()], section.Down);
        Assert.IsType<Composition>(Composition.Create(section.Up, CompressorSetting.Alone));
    }

    [Theory]
    [InlineData("""{ "up": [{ "kind": "top-k", "k": 0 }] }""", "up[0].k", "STAR0105")]
    [InlineData("""{ "up": [{ "kind": "top-k", "k": 3, "fraction": 0.1 }] }""", "up[0].fraction", "STAR0108")]
    [InlineData("""{ "up": { "kind": "rand-k", "fraction": 1.5 } }""", "up[0].fraction", "STAR0105")]
    [InlineData("""{ "up": ["natural", "top-k"] }""", "up[0]", "STAR0108")]
    [InlineData("""{ "up": ["top-k", "perm-k", "sign"] }""", "up[1]", "STAR0108")]
    [InlineData("""{ "up": ["top-k", "powersgd"] }""", "up[1]", "STAR0108")]
    [InlineData("""{ "down": ["top-k", "perm-k"] }""", "down[1]", "STAR0108")]
    [InlineData("""{ "down": "gzip" }""", "down[0]", "STAR0106")]
    public void What_makes_no_sense_is_refused(string json, string path, string code)
    {
        LocatedIssue issue = Assert.Single(Bind(json).Issues);

        Assert.Equal((code, path), (issue.Error.Code, issue.Path));
    }

    [Fact]
    public void A_list_that_makes_no_sense_makes_no_compressor() => Assert.Same(
        ErrorCatalog.ImpossibleCombination,
        Assert.Throws<StarlingException>(() => Composition.Create([new SignOptions(), new SignOptions()], CompressorSetting.Alone)).Error);

    [Fact]
    public void An_empty_list_is_the_identity() => Assert.IsType<Identity>(Composition.Create([], CompressorSetting.Alone));

    private static CompressionSection Good(string json)
    {
        OptionsBinding<CompressionSection> binding = Bind(json);
        Assert.Empty(binding.Issues);
        return binding.Value!;
    }

    private static OptionsBinding<CompressionSection> Bind(string json)
    {
        Assert.True(OptionsJson.TryRead(json, "job.json", out OptionsNode? node, out _));
        return OptionsBinder.Bind<CompressionSection>(node, RunParts.Tables);
    }
}
