using Starling.Algorithms.Errors;
using Starling.Client.Results.Comparing;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Client.Tests.Results.Comparing;

public sealed class RunComparisonTests
{
    [Fact]
    public void A_milestone_costs_what_the_first_good_evaluation_had_cost()
    {
        var comparison = RunComparison.Of([SampleRuns.Of("fast"), SampleRuns.Of("slow", factor: 0.5)]);

        Milestone step = comparison.Milestones.Single(milestone => milestone.Threshold == 1e-1);
        Assert.Equal("distance", step.Metric);
        Assert.Equal(new MilestoneCost(Rounds: 10, Iterations: 5, Gradients: 20, BytesUp: 1000, BytesDown: 3000, Bytes: 4000, Seconds: 10), step.Costs[0]);
        // 0.9 * 0.5^3 is above a tenth, 0.9 * 0.5^4 is not.
        Assert.Equal(40, step.Costs[1]!.Rounds);
        Assert.Null(comparison.Milestones[^1].Costs[1]);
    }

    [Fact]
    public void Thresholds_are_decades_as_far_as_half_of_the_runs_came()
    {
        ComparedRun far = SampleRuns.Of("far", evaluations: 13);
        ComparedRun near = SampleRuns.Of("near", evaluations: 4);

        Assert.Equal([1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12], Thresholds(far, near));
        Assert.Equal([1e-1, 1e-2, 1e-3], Thresholds(far, near, SampleRuns.Of("as near", evaluations: 4)));
    }

    [Fact]
    public void Short_ways_have_finer_steps()
    {
        ComparedRun[] runs = [.. new[] { 0.42, 0.3 }.Select((end, i) => SampleRuns.Of($"{i}", [Loss(0, 2.3), Loss(10, 1), Loss(20, end)]))];

        Assert.Equal([2, 1, 0.5], Thresholds(runs));

        static MetricRow Loss(int round, double loss) => SampleRuns.At(round) with { Loss = loss };
    }

    [Fact]
    public void Accuracy_is_better_the_higher_and_the_loss_beside_it_has_no_steps()
    {
        ComparedRun[] runs = [.. new[] { 0.91, 0.96 }.Select((end, i) => SampleRuns.Of($"{i}", [Scores(0, 0.1, 2), Scores(10, 0.84, 1), Scores(20, end, 0.3)]))];
        var comparison = RunComparison.Of(runs);

        Assert.All(comparison.Milestones, step => Assert.Equal("accuracy", step.Metric));
        Assert.Equal([0.9, 0.92, 0.94, 0.95, 0.96], Thresholds(runs).TakeLast(5));
        Milestone high = comparison.Milestones[^1];
        Assert.Null(high.Costs[0]);
        Assert.Equal(20, high.Costs[1]!.Rounds);
        Assert.Equal([1], comparison.Quantities.Single(quantity => quantity.Key == "accuracy").Best);

        static MetricRow Scores(int round, double accuracy, double loss) => SampleRuns.At(round) with { Accuracy = accuracy, Loss = loss };
    }

    [Fact]
    public void Runs_without_anything_in_common_and_runs_that_diverged_have_no_milestones()
    {
        Assert.Empty(Thresholds(SampleRuns.Of("empty", []), SampleRuns.Of("empty", [])));
        Assert.Empty(Thresholds(Diverged("a"), Diverged("b")));
        Assert.Empty(Thresholds(Constant("a"), Constant("b")));

        static ComparedRun Diverged(string name) => SampleRuns.Of(name, [SampleRuns.At(0) with { Loss = double.NaN }, SampleRuns.At(1) with { Loss = double.PositiveInfinity }]);
        static ComparedRun Constant(string name) => SampleRuns.Of(name, [SampleRuns.At(0) with { Loss = 1 }, SampleRuns.At(1) with { Loss = 1 }]);
    }

    [Fact]
    public void A_distance_of_zero_reaches_everything()
    {
        ComparedRun exact = SampleRuns.Of("exact", [SampleRuns.At(0) with { Distance = 1 }, SampleRuns.At(10) with { Distance = 1e-3 }, SampleRuns.At(20) with { Distance = 0 }]);

        var comparison = RunComparison.Of([exact, exact]);

        Assert.Equal(1e-3, comparison.Milestones[^1].Threshold);
        Assert.Equal(10, comparison.Milestones[^1].Costs[1]!.Rounds);
    }

    [Fact]
    public void The_table_is_for_one_worker_and_marks_the_best()
    {
        var comparison = RunComparison.Of([SampleRuns.Of("long"), SampleRuns.Of("short", evaluations: 5), SampleRuns.Of("short too", evaluations: 5)]);

        Quantity bytes = comparison.Quantities.Single(quantity => quantity.Key == "bytes");
        Assert.Equal([36_000, 16_000, 16_000], bytes.Numbers);
        Assert.Equal([1, 2], bytes.Best);
        Assert.Empty(comparison.Quantities.Single(quantity => quantity.Key == "workers").Best);
        Assert.Equal([0], comparison.Quantities.Single(quantity => quantity.Key == "distance").Best);
        Assert.DoesNotContain(comparison.Quantities, quantity => quantity.Key is "accuracy" or "parametersSha256" or "algorithm");
    }

    [Fact]
    public void Parts_of_a_job_are_told_in_words()
    {
        var comparison = RunComparison.Of(
        [
            SampleRuns.Of("a", job: """{"algorithm":{"kind":"masha1","scale":1},"problem":{"kind":"bilinear"},"compression":{"up":[{"kind":"rand-k","k":5,"unscaled":false},{"kind":"natural"}],"down":"identity"}}"""),
            SampleRuns.Of("b", job: """{"algorithm":"fedavg","model":{"kind":"mlp"},"data":{"kind":"mnist"}}"""),
        ]);

        Assert.Equal(["masha1", "fedavg"], Words("algorithm"));
        Assert.Equal(["bilinear", "mlp on mnist"], Words("task"));
        Assert.Equal(["rand-k (k 5), then natural", null], Words("compressionUp"));
        Assert.Equal(["identity", null], Words("compressionDown"));

        IEnumerable<string?> Words(string key) => comparison.Quantities.Single(quantity => quantity.Key == key).Texts;
    }

    [Fact]
    public void Jobs_are_compared_field_by_field()
    {
        var comparison = RunComparison.Of(
        [
            SampleRuns.Of("a", job: """{"algorithm":{"kind":"x","rate":0.1},"compression":{"up":[{"kind":"rand-k","k":5}]},"model":{"hidden":[1,2]},"seed":1}"""),
            SampleRuns.Of("b", job: """{"algorithm":{"kind":"x","extra":true,"rate":0.2},"compression":{"up":[{"kind":"identity"}]},"model":{"hidden":[1,3]},"seed":1}"""),
        ]);

        Assert.Equal(["algorithm.extra", "algorithm.rate", "compression.up.kind", "compression.up.k", "model.hidden"], comparison.Differences.Select(field => field.Path).OrderBy(path => path.Split('.')[0], StringComparer.Ordinal));
        Assert.Equal([null, "true"], comparison.Differences.Single(field => field.Path == "algorithm.extra").Values);
        Assert.Equal(["rand-k", "identity"], comparison.Differences.Single(field => field.Path == "compression.up.kind").Values);
        Assert.Equal(["[1,2]", "[1,3]"], comparison.Differences.Single(field => field.Path == "model.hidden").Values);
        Assert.Empty(RunComparison.Of([SampleRuns.Of("a"), SampleRuns.Of("b")]).Differences);
    }

    [Fact]
    public void Runs_are_called_by_what_tells_them_apart()
    {
        ComparedRun one = SampleRuns.Of("one");
        ComparedRun two = SampleRuns.Of("two");

        Assert.Equal(["one", "two"], Labels([one, two]));
        Assert.Equal(["first", "second"], Labels([one with { Folder = "/runs/first" }, one with { Folder = "/runs/second/" }]));
        Assert.Equal(["one (1)", "one (2)"], Labels([one, one]));
        Assert.Equal(["A", "B"], Labels([one, two], "A", " B "));

        static IEnumerable<string> Labels(ComparedRun[] runs, params string[] given) => RunComparison.Of(runs, given).Runs.Select(run => run.Label);
    }

    [Theory]
    [InlineData(1, "A comparison needs two runs at least")]
    [InlineData(2, "There are 1 labels for 2 runs", "A")]
    [InlineData(2, "Labels tell runs apart", "A", "A")]
    [InlineData(2, "Labels tell runs apart", "A", " ")]
    public void What_cannot_be_compared_is_refused(int runs, string expected, params string[] labels)
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => RunComparison.Of([.. Enumerable.Range(0, runs).Select(i => SampleRuns.Of($"{i}"))], labels));

        Assert.Same(ErrorCatalog.BadCommandLine, refusal.Error);
        Assert.StartsWith(expected, refusal.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Thresholds(params ComparedRun[] runs) => RunComparison.Of(runs).Milestones.Select(step => step.Threshold);
}
