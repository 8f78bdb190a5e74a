using Starling.Algorithms.Aggregation.Rules;
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
    [InlineData("\"stop\": { \"target\": {} }", "STAR0108", "Give accuracy, loss, distance or gap")]
    [InlineData("\"stop\": { \"target\": { \"accuracy\": 0.9, \"loss\": 1 } }", "STAR0108", "Give accuracy, loss, distance or gap")]
    [InlineData("\"stop\": { \"target\": { \"accuracy\": 90 } }", "STAR0105", "at most 1")]
    [InlineData("\"workers\": { \"count\": 10, \"participation\": 0.05 }", "STAR0108", "less than one worker a round; 0.1 is the least")]
    [InlineData("\"workers\": { \"participation\": 0 }", "STAR0105", "above 0 and at most 1")]
    [InlineData("\"workers\": { \"participation\": 2 }", "STAR0105", "above 0 and at most 1")]
    [InlineData("\"workers\": { \"count\": 0 }", "STAR0105", "from 1 to")]
    [InlineData("\"aggregation\": { \"byzantine\": 1 }", "STAR0108", "mean of 10 updates a round stands no Byzantine one")]
    [InlineData("\"aggregation\": { \"rule\": \"median\", \"byzantine\": 5 }", "STAR0108", "median of 10 updates a round stands at most 4")]
    [InlineData("\"aggregation\": { \"rule\": \"bulyan\", \"byzantine\": 2 }", "STAR0108", "stands at most 1")]
    [InlineData("\"aggregation\": { \"rule\": { \"kind\": \"krum\", \"neighbours\": \"paper\" }, \"byzantine\": 4 }", "STAR0108", "stands at most 3")]
    [InlineData("\"aggregation\": { \"rule\": { \"kind\": \"krum\", \"power\": 3 } }", "STAR0105", "1, 2 or 4")]
    [InlineData("\"aggregation\": { \"rule\": { \"kind\": \"multi-krum\", \"q\": 9 }, \"byzantine\": 2 }", "STAR0108", "q is at most n - f = 8")]
    [InlineData("\"aggregation\": { \"rule\": { \"kind\": \"flag\", \"m\": 11 } }", "STAR0108", "m is at most the number of updates, 10")]
    [InlineData("\"aggregation\": { \"rule\": \"trimmed-mean\", \"pre\": \"bucketing\", \"byzantine\": 3 }", "STAR0108", "bucketing, trimmed-mean of 10 updates a round stands at most 2")]
    [InlineData("\"aggregation\": { \"rule\": \"monna\", \"pre\": [\"nnm\", \"bucketing\"] }", "STAR0108", "no vector is the trusted worker's")]
    [InlineData("\"aggregation\": { \"pre\": \"nmm\" }", "STAR0106", "did you mean 'nnm'")]
    [InlineData("\"aggregation\": { \"momentum\": { \"damping\": 0.5 } }", "STAR0108", "no momentum to damp")]
    [InlineData("\"workers\": { \"count\": 40 }, \"aggregation\": { \"rule\": \"smea\", \"byzantine\": 15 }", "STAR0108", "40,225,345,056")]
    [InlineData("\"workers\": { \"count\": 3000 }, \"aggregation\": { \"rule\": \"krum\" }", "STAR0108", "at most 2000 a round, not 3000")]
    [InlineData("\"workers\": { \"count\": 3, \"byzantine\": { \"count\": 3 } }", "STAR0108", "at most 2 can be Byzantine")]
    [InlineData("\"workers\": { \"count\": 3, \"byzantine\": { \"count\": 2, \"attack\": \"alie\" } }", "STAR0108", "at least two honest workers")]
    [InlineData("\"checkpoint\": { \"every\": 10 }", "STAR0103", "no such field")]
    [InlineData("\"placement\": { \"shards\": 2 }", "STAR0103", "no such field")]
    public void What_cannot_be_is_refused(string field, string code, string sentence)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => RunDefinition.Parse($"{Smallest[..^1]}, {field} }}"));

        Assert.Equal(code, refusal.Error.Code);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_of_f_in_a_round()
    {
        var section = new AggregationSection { Rule = new MedianOptions(), Byzantine = 3 };

        Assert.Equal(3, section.ByzantineOf(15, refused: 0));
        Assert.Equal(1, section.ByzantineOf(13, refused: 2));
        Assert.Equal(0, section.ByzantineOf(11, refused: 4));

        // Absent workers are not known to be Byzantine ones: f stays as long as the rule stands it.
        Assert.Equal(3, section.ByzantineOf(9, refused: 0));
        Assert.Equal(2, section.ByzantineOf(5, refused: 0));
    }

    [Fact]
    public void One_exception_names_everything_that_is_wrong()
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => RunDefinition.Parse("""{ "algorithm": "fedavgg", "seed": "x" }"""));

        Assert.StartsWith("2 problems:", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("definition:1:16: algorithm: STAR0106", refusal.Message, StringComparison.Ordinal);
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
