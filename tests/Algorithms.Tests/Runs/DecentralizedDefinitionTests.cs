using Starling.Algorithms.Errors;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Runs;

public sealed class DecentralizedDefinitionTests
{
    private const string Smallest = """{ "algorithm": "dadao", "problem": "quadratic" }""";

    [Fact]
    public void What_is_written_is_read_as_equal()
    {
        var run = RunDefinition.Parse("""
            {
              "algorithm": { "kind": "cdproxsgt", "gammaX": 0.3 }, "problem": { "kind": "least-squares", "l1": 0.1 }, "workers": { "count": 9 },
              "topology": { "graph": { "kind": "grid", "rows": 3 }, "mixing": "max-degree" }, "compression": { "up": "natural" },
              "stop": { "rounds": 7, "target": { "distance": 1e-6 } }
            }
            """);
        Assert.Equal(run, RunDefinition.Parse(run.ToJson()));
        Assert.Equal(run.ToJson(), RunDefinition.Parse(run.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("""{ "algorithm": "dadao" }""", "STAR0107", "needs a problem")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "model": "softmax" }""", "STAR0108", "leave one of the two out")]
    [InlineData("""{ "algorithm": "dadao", "model": "softmax", "data": "synthetic" }""", "STAR0108", "which no model has")]
    [InlineData("""{ "algorithm": "d-psgd", "model": "softmax" }""", "STAR0107", "needs data")]
    [InlineData("""{ "algorithm": "d-psgd", "data": "synthetic" }""", "STAR0107", "needs a model")]
    [InlineData("""{ "algorithm": "fedavg", "model": "softmax", "data": "synthetic", "problem": "quadratic" }""", "STAR0108", "leave one of them out")]
    [InlineData("""{ "algorithm": "fedavg", "model": "softmax", "data": "synthetic", "topology": { "graph": "cycle" } }""", "STAR0108", "has no topology")]
    [InlineData("""{ "algorithm": "fedavg", "model": "softmax", "data": "synthetic", "stop": { "events": 5 } }""", "STAR0108", "give stop.rounds")]
    [InlineData("""{ "algorithm": "fedavg", "data": "synthetic" }""", "STAR0107", "needs a model")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "compression": { "up": "sign" } }""", "STAR0108", "choose choco-sgd or cdproxsgt")]
    [InlineData("""{ "algorithm": "cdproxsgt", "problem": "quadratic", "compression": { "down": "sign" } }""", "STAR0108", "give compression.up")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "workers": { "count": 1 } }""", "STAR0108", "2 nodes or more")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "workers": { "participation": 0.5 } }""", "STAR0108", "take part")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "workers": { "byzantine": { "count": 1 } } }""", "STAR0108", "not simulated")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "aggregation": { "rule": "median" } }""", "STAR0108", "no server")]
    [InlineData("""{ "algorithm": "extra", "problem": "quadratic", "stop": { "events": 5 } }""", "STAR0108", "takes steps")]
    [InlineData("""{ "algorithm": "extra", "problem": "quadratic", "topology": { "graph": "erdos-renyi", "graphs": 3 } }""", "STAR0108", "vary with time")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "graph": "cycle", "graphs": 3 } }""", "STAR0108", "Only random graphs")]
    [InlineData("""{ "algorithm": "continuized", "problem": "quadratic", "topology": { "graph": "erdos-renyi", "graphs": 3 } }""", "STAR0108", "edges of one graph")]
    [InlineData("""{ "algorithm": "a2cid2", "problem": "quadratic", "topology": { "rates": "optimised" } }""", "STAR0108", "follow from algorithm.averagings")]
    [InlineData("""{ "algorithm": { "kind": "a2cid2", "averagings": 0 }, "problem": "quadratic" }""", "STAR0105", "1000")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "graph": "cycle", "period": 3 } }""", "STAR0108", "stays for ever")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "graph": "hypercube" } }""", "STAR0803", "power of two")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "margin": 0 } }""", "STAR0105", "0.01")]
    [InlineData("""{ "algorithm": "extra", "problem": "quadratic", "topology": { "clock": "live" } }""", "STAR0108", "which all nodes take together")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "pace": 10 } }""", "STAR0108", "leave pace out")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "faults": { "drop": 0.1 } } }""", "STAR0108", "leave faults out")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "graph": "erdos-renyi", "graphs": 3, "clock": "live" } }""", "STAR0108", "need the virtual clock")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "clock": "live", "faults": { "stopped": [10] } } }""", "STAR0105", "nodes are 0 to 9")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "clock": "live", "faults": { "cut": [0, 1, 2] } } }""", "STAR0105", "two nodes each")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "stop": { "target": { "accuracy": 0.9 } } }""", "STAR0108", "no accuracy")]
    public void What_cannot_be_is_refused(string definition, string code, string sentence)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => RunDefinition.Parse(definition));
        Assert.Equal(code, refusal.Error.Code);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "algorithm": "dadao", "problem": { "kind": "least-squares", "dimension": 50, "samples": 10 } }""", "mu > 0")]
    [InlineData("""{ "algorithm": { "kind": "dadao", "smoothness": 0.5 }, "problem": "quadratic" }""", "above the strong convexity")]
    [InlineData("""{ "algorithm": "dadao", "problem": { "kind": "least-squares", "l1": 0.1 } }""", "proximal")]
    [InlineData("""{ "algorithm": "msda", "problem": "logistic" }""", "conjugates")]
    [InlineData("""{ "algorithm": "dadao", "problem": "quadratic", "topology": { "clock": "live", "faults": { "cut": [0, 5] } } }""", "no edge between nodes 0 and 5")]
    public void What_the_problem_does_not_allow_is_refused(string definition, string sentence)
    {
        var run = RunDefinition.Parse(definition);
        StarlingException refusal = Assert.Throws<StarlingException>(() =>
            DecentralizedPlan<double>.Of(run, run.CreateProblem(TestProblems.Context(run.Workers.Count))));
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_smallest_definition_is_a_cycle_of_ten_nodes()
    {
        var run = RunDefinition.Parse(Smallest);
        var plan = DecentralizedPlan<double>.Of(run, run.CreateProblem(TestProblems.Context(10)));
        Assert.Equal((10, 10), (plan.Graphs[0].NodeCount, plan.Graphs[0].EdgeCount));
        Assert.Equal(0.5, plan.Rates[0].Chi1 * plan.Rates[0].Chi2, 1e-12);
    }
}
