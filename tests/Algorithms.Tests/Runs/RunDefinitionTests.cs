using Starling.Algorithms.Errors;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Xunit;

namespace Starling.Algorithms.Tests.Runs;

public sealed class RunDefinitionTests
{
    private const string Smallest = """{ "algorithm": "fedavg", "model": "softmax", "data": "synthetic" }""";

    [Fact]
    public void The_smallest_definition_has_the_documented_defaults()
    {
        var run = RunDefinition.Parse(Smallest);

        Assert.Equal(new WorkersSection { Count = 10, Participation = 1, Sampling = ParticipantSampling.Uniform }, run.Workers);
        Assert.Equal(100, run.Stop.Rounds);
        Assert.Null(run.Stop.Time);
        Assert.Equal(5, run.Evaluate.Every);
        Assert.Equal(1UL, run.Seed);
        Assert.Equal(0, run.Aggregation.Byzantine);
    }

    [Fact]
    public void What_is_written_is_read_as_equal()
    {
        var run = RunDefinition.Parse("""
            {
              "algorithm": { "kind": "fedspeed", "prox": 0.5 }, "model": "softmax",
              "data": { "kind": "synthetic", "alpha": 0.5, "partition": "iid" },
              "workers": { "count": 100, "participation": 0.1, "sampling": "bernoulli" },
              "aggregation": { "rule": { "kind": "mean", "weighting": "samples" } },
              "stop": { "time": 60.5, "target": { "accuracy": 0.9 } }, "evaluate": { "every": 2 }, "seed": 18446744073709551615
            }
            """);

        var again = RunDefinition.Parse(run.ToJson());

        Assert.Equal(run, again);
        Assert.Equal(run.ToJson(), again.ToJson());
        Assert.Null(again.Stop.Rounds);
    }

    [Theory]
    [InlineData("\"stop\": {}", "STAR0107", "A run must end")]
    [InlineData("\"stop\": { \"target\": {} }", "STAR0108", "Give accuracy or loss")]
    [InlineData("\"stop\": { \"target\": { \"accuracy\": 0.9, \"loss\": 1 } }", "STAR0108", "Give accuracy or loss")]
    [InlineData("\"stop\": { \"target\": { \"accuracy\": 90 } }", "STAR0105", "at most 1")]
    [InlineData("\"workers\": { \"count\": 10, \"participation\": 0.05 }", "STAR0108", "less than one worker a round; 0.1 is the least")]
    [InlineData("\"workers\": { \"participation\": 0 }", "STAR0105", "above 0 and at most 1")]
    [InlineData("\"workers\": { \"participation\": 2 }", "STAR0105", "above 0 and at most 1")]
    [InlineData("\"workers\": { \"count\": 0 }", "STAR0105", "from 1 to")]
    [InlineData("\"aggregation\": { \"byzantine\": 1 }", "STAR0108", "mean of 10 updates a round stands no Byzantine one")]
    [InlineData("\"checkpoint\": { \"every\": 10 }", "STAR0103", "no such field")]
    [InlineData("\"placement\": { \"shards\": 2 }", "STAR0103", "no such field")]
    public void What_cannot_be_is_refused(string field, string code, string sentence)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => RunDefinition.Parse($"{Smallest[..^1]}, {field} }}"));

        Assert.Equal(code, refusal.Error.Code);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_exception_names_everything_that_is_wrong()
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => RunDefinition.Parse("""{ "algorithm": "fedavgg", "seed": "x" }"""));

        Assert.StartsWith("4 problems:", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("definition:1:16: algorithm: STAR0106", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("model: STAR0107", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("data: STAR0107", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("seed: STAR0104", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "STAR0102")]
    [InlineData("[]", "STAR0104")]
    [InlineData("null", "STAR0104")]
    public void What_is_no_object_is_refused(string json, string code) =>
        Assert.Equal(code, Assert.Throws<StarlingException>(() => RunDefinition.Parse(json)).Error.Code);

    [Theory]
    [InlineData(10, 1, 10)]
    [InlineData(100, 0.1, 10)]
    [InlineData(3, 0.5, 2)]
    [InlineData(5, 0.5, 3)]
    [InlineData(10, 0.1, 1)]
    public void The_number_of_participants_is_rounded_from_the_share(int count, double participation, int perRound) =>
        Assert.Equal(perRound, new WorkersSection { Count = count, Participation = participation }.CountPerRound);
}
