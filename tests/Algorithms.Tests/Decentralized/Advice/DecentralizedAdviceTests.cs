using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Advice;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Tests.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Advice;

public sealed class DecentralizedAdviceTests(ITestOutputHelper output)
{
    private const string Smallest = """{ "algorithm": "dadao", "problem": "quadratic" }""";

    [Fact]
    public void The_verdict_is_that_of_what_was_measured()
    {
        var seen = new HashSet<AdviceVerdict>();
        foreach ((string graph, double condition, MethodCost[] row) in Measured.Rows)
        {
            MethodCost dadao = Measured.Of(row, "DADAO")!;
            MethodCost[] rivals = [.. new[] { "EXTRA", "gradient tracking", "ADOM+" }.Select(method => Measured.Of(row, method)).OfType<MethodCost>()];
            MethodCost rival = DecentralizedAdvice.BestAgainst(dadao, rivals);

            DecentralizedAdvice advice = Advise(GossipTrial.Quadratic("Q1", condition), graph);
            output.WriteLine(FormattableString.Invariant($"{graph} {condition}: {advice.Verdict}. {advice}"));
            Assert.Equal(DecentralizedAdvice.Judge(dadao, rival), advice.Verdict);
            Assert.Equal(rival.Method, advice.Rival.Method);
            seen.Add(advice.Verdict);

            Assert.Equal(DecentralizedAdvice.Judge(dadao, Measured.Of(row, "MSDA")!), DecentralizedAdvice.Judge(advice.Dadao, advice.Dual!));
        }

        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public void A_person_reads_what_would_have_been_cheaper_and_why() => Assert.Equal(
        "A synchronous method would have been cheaper here: to distance 1e-6 DADAO needs about 1,000 gradients a node and 41,000 uses of edges; EXTRA, at its best "
        + "step of 0.8/L, needs about 720 and 11,000. It waits for the slowest node in every round. With gradients of conjugates, which this problem has, MSDA "
        + "needs about 120 and 9,300.",
        Advise(GossipTrial.Quadratic("Q1"), "cycle").ToString());

    [Fact]
    public void A_better_average_is_named()
    {
        DecentralizedAdvice advice = Advise(GossipTrial.Quadratic("Q2"), "cycle");
        Assert.Equal(AdviceVerdict.Synchronous, advice.Verdict);
        Assert.Contains("17 times as strongly convex", advice.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("strongly convex", Advise(GossipTrial.Quadratic("Q1"), "cycle").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.7, 0.7, AdviceVerdict.Synchronous)]
    [InlineData(0.7, 1.1, AdviceVerdict.Synchronous)]
    [InlineData(1.1, 0.7, AdviceVerdict.Synchronous)]
    [InlineData(0.7, 1.3, AdviceVerdict.Mixed)]
    [InlineData(1.3, 0.7, AdviceVerdict.Mixed)]
    [InlineData(0.9, 0.9, AdviceVerdict.Dadao)]
    [InlineData(1.3, 0.9, AdviceVerdict.Dadao)]
    public void What_is_not_clearly_less_is_no_saving(double gradients, double vectors, AdviceVerdict verdict) =>
        Assert.Equal(verdict, DecentralizedAdvice.Judge(new MethodCost("", 100, 1000, 2), new MethodCost("", 100 * gradients, 500 * vectors, 4)));

    [Fact]
    public void What_saves_one_thing_and_costs_the_other_is_said_so()
    {
        string fewer = Advise(GossipTrial.Quadratic("Q1"), "complete").ToString();
        Assert.StartsWith("A synchronous method would have saved gradients here and cost uses of edges: ", fewer, StringComparison.Ordinal);
        string more = Advise(GossipTrial.Quadratic("Q1", 1000), "line").ToString();
        Assert.StartsWith("A synchronous method would have saved uses of edges here and cost gradients: ", more, StringComparison.Ordinal);
        string good = Advise(GossipTrial.Quadratic("Q1", 1000), "complete").ToString();
        Assert.StartsWith("DADAO is a good choice here: ", good, StringComparison.Ordinal);
        Assert.Contains("ADOM+ needs about 3,300 and 390,000 with twice the numbers, and waits", good, StringComparison.Ordinal);
        Assert.Contains("1.2 million", Advise(GossipTrial.Quadratic("Q1", 10_000), "cycle").ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1e-6, false)]
    [InlineData(0.3, 1e-6, false)]
    [InlineData(3e-9, 3e-9, true)]
    [InlineData(1e-25, 1e-6, false)]
    public void It_is_about_where_the_run_came(double? reached, double accuracy, bool measured)
    {
        DecentralizedAdvice advice = Plan(Smallest).Advise(reached, 20_000, 80_000)!;
        Assert.Equal((accuracy, measured), (advice.Accuracy, advice.Dadao.IsMeasured));
        Assert.Equal(measured, advice.Dadao is { Gradients: 2000, Uses: 80_000 });
        Assert.Contains(measured ? "to distance 3e-9 this run took about 2,000 gradients a node and 80,000 uses" : "to distance 1e-6 DADAO needs", advice.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_run_is_told_counts()
    {
        DecentralizedAdvice exact = Plan(Smallest).Advise(null, 0, 0)!;
        DecentralizedAdvice wide = Plan("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "margin": 1.5 } }""").Advise(null, 0, 0)!;
        DecentralizedAdvice cautious = Plan("""{ "algorithm": { "kind": "dadao", "smoothness": 400 }, "problem": "quadratic" }""").Advise(null, 0, 0)!;
        Assert.Equal(exact.Dadao.Gradients, wide.Dadao.Gradients);
        Assert.Equal(1.5, wide.Dadao.Uses / exact.Dadao.Uses, 1e-12);
        Assert.Equal(2, cautious.Dadao.Gradients / exact.Dadao.Gradients, 1e-12);
        Assert.Equal((exact.Rival, exact.Dual), (cautious.Rival, cautious.Dual));
    }

    [Theory]
    [InlineData("""{ "algorithm": "extra", "problem": "quadratic" }""")]
    [InlineData("""{ "algorithm": "continuized", "problem": { "kind": "quadratic", "condition": 3 } }""")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "graph": "erdos-renyi", "graphs": 3 } }""")]
    public void Where_it_knows_nothing_it_says_nothing(string definition) => Assert.Null(Plan(definition).Advise(1e-6, 1, 1));

    private static DecentralizedAdvice Advise(IDistributedProblem problem, string graph)
    {
        DecentralizedSetting setting = GossipTrial.SettingOf(problem, Named.Graph(graph, 16));
        MethodCost dadao = CostModel.Dadao(problem.Smoothness, problem.StrongConvexity, setting.Rates.Total, 1e-6);
        return DecentralizedAdvice.Of(setting, dadao, 1e-6, problem.AverageConvexity, hasConjugates: true);
    }

    private static DecentralizedPlan<double> Plan(string definition)
    {
        var run = RunDefinition.Parse(definition);
        return DecentralizedPlan<double>.Of(run, run.CreateProblem(TestProblems.Context(run.Workers.Count)));
    }
}
