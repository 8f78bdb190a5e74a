using Starling.Algorithms.Errors;
using Starling.Algorithms.Rounds.Compressing;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Runs;

public sealed class ServerPlanTests
{
    [Theory]
    [InlineData("masha1", """{ "up": { "kind": "top-k", "k": 5 } }""", "", "STAR0108", "needs an unbiased compressor")]
    [InlineData("diana", """{ "up": "sign" }""", "", "STAR0108", "needs an unbiased compressor")]
    [InlineData("masha1", """{ "down": { "kind": "top-k", "k": 5 } }""", "", "STAR0108", "unbiased compressor both ways")]
    [InlineData("masha2", """{ "down": "perm-k" }""", "", "STAR0108", "for many senders")]
    [InlineData("fedgda-gt", """{ "down": "natural" }""", "", "STAR0108", "by turns")]
    [InlineData("extragradient", """{ "down": "perm-k" }""", "", "STAR0108", "for many senders")]
    [InlineData("proxskip-gda", "{}", """, "workers": { "count": 8, "participation": 0.5 }""", "STAR0108", "every worker in every round")]
    [InlineData("masha2", """{ "up": "sign" }""", """, "workers": { "count": 8, "quorum": 0.5 }""", "STAR0108", "the updates of all workers")]
    [InlineData("proxskip-gda", "{}", "", "STAR0302", "cocoercivity")]
    public void What_does_not_suit_a_method_is_refused(string algorithm, string compression, string more, string code, string sentence)
    {
        string workers = more.Length > 0 ? more : """, "workers": { "count": 8 }""";
        string problem = code == "STAR0302" ? """{ "kind": "bilinear", "lambda": 0 }""" : "\"quadratic-game\"";
        StarlingException refusal = Assert.Throws<StarlingException>(() => Plan($$"""
            { "algorithm": "{{algorithm}}", "problem": {{problem}}, "compression": {{compression}}{{workers}} }
            """));
        Assert.Equal(code, refusal.Error.Code);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sgd", """{ "up": { "kind": "top-k", "k": 5 } }""", true)]
    [InlineData("gradient-descent-ascent", """{ "up": { "kind": "top-k", "k": 5 } }""", true)]
    [InlineData("gradient-descent-ascent", """{ "up": { "kind": "top-k", "k": 5 }, "feedback": false }""", false)]
    [InlineData("gradient-descent-ascent", """{ "up": "natural" }""", false)]
    [InlineData("gradient-descent-ascent", """{ "up": "natural", "feedback": true }""", true)]
    [InlineData("masha2", """{ "up": { "kind": "top-k", "k": 5 } }""", false)]
    public void Errors_are_remembered_where_compression_is_biased_and_the_method_has_no_memory(string algorithm, string compression, bool expected)
    {
        ServerPlan<double> plan = Plan($$"""{ "algorithm": "{{algorithm}}", "problem": "quadratic-game", "compression": {{compression}}, "workers": { "count": 8 } }""");
        Assert.Equal(expected, plan.Algorithm.Vectors.Worker.Any(name => name.StartsWith("error.", StringComparison.Ordinal)));
        Assert.IsType<CompressedUpdates<double>>(plan.Algorithm);
    }

    [Fact]
    public void Step_sizes_follow_from_the_compressor_and_the_game()
    {
        const string Job = """{ "algorithm": "masha1", "problem": { "kind": "bilinear", "generator": "portable", "instanceSeed": 7 }, "workers": { "count": 20 }, "compression": { "up": { "kind": "rand-k", "k": 5 } } }""";
        ServerPlan<double> plan = Plan(Job);
        Assert.True(plan.HasPieces && plan.Downlink is null);
        Assert.Single(plan.Pieces.Pieces);
        Assert.True(plan.Algorithm.NeedsEverybody(0) && !plan.IsCompressed(0) && plan.IsCompressed(1));
    }

    private static ServerPlan<double> Plan(string definition)
    {
        var run = RunDefinition.Parse(definition);
        return new ServerPlan<double>(run, run.CreateWork(TestProblems.Context(run.Workers.Count)));
    }
}
