using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation;

/// <summary>The worked examples of the rules that decide from inner products.</summary>
public sealed class GramRuleTests
{
    private const double Tolerance = 1.01e-6;

    public static TheoryData<string, double[]> Examples => new()
    {
        { "krum", [1.0, -2.0, 0.5, 3.0, -1.0] },
        { "krum, k = n - f - 2", [1.0, -2.0, 0.5, 3.0, -1.0] },
        { "multi-krum 5", WorkedExample.HonestMean },
        { "multi-krum 3, k = n - f - 2", [0.9, -1.3333333, 0.5666667, 2.5, -0.3] },
        { "bulyan f = 1", [1.3333333, -1.1666667, 0.5666667, 2.1, -0.3] },
        { "geometric median fixed", [0.875688, -1.159907, 0.544961, 2.450284, -0.438950] },
        { "geometric median converged", [0.880994, -1.229537, 0.547550, 2.498318, -0.512552] },
        { "rfa", [0.880242, -1.222496, 0.548046, 2.493971, -0.504946] },
        { "rfa weighted", [0.874478, -1.581759, 0.632172, 2.721272, -0.756207] },
        { "mda", WorkedExample.HonestMean },
        { "smea", WorkedExample.HonestMean },
        { "caf", [0.908149, -1.431682, 0.468784, 2.465481, -0.666836] },
        { "monna 0", WorkedExample.HonestMean },
        { "monna 1", [1.34, -1.04, 0.60, 2.60, -0.38] },
        { "dnc", [1.34, -1.04, 0.60, 2.60, -0.38] },
        { "cge", [0.70, -0.92, 0.08, 1.94, -0.46] },
        { "centered clipping 100", [0.9142857, -1.0, 0.5142857, 2.4285714, -0.4285714] },
        { "centered clipping 2", [0.431924, -0.475075, 0.191953, 1.288203, -0.166510] },
        { "centered clipping 2, 3 steps", [0.879832, -1.058496, 0.446221, 2.341971, -0.468719] },
        { "nnm, mean", [0.954286, -1.4, 0.511429, 2.545714, -0.737143] },
        { "nnm, krum", WorkedExample.HonestMean },
        { "nnm, multi-krum", [0.972, -1.520, 0.504, 2.584, -0.876] },
        { "nnm, geometric median", [0.916358, -1.543561, 0.498486, 2.573025, -0.891850] },
        { "nnm, trimmed mean", [0.88, -1.52, 0.48, 2.58, -0.82] },
        { "nnm, median", WorkedExample.HonestMean },
        { "clipping, mean", [0.431924, -0.475075, 0.191953, 1.288203, -0.166510] },
        { "arc, mean", [0.819783, -0.921527, 0.409903, 2.190380, -0.405564] },
        { "arc, trimmed mean", [0.877122, -1.166667, 0.566667, 2.425459, -0.300000] },
        { "arc, nnm, trimmed mean", [0.918465, -1.285578, 0.558299, 2.485694, -0.496214] },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_worked_example_is_met(string rule, double[] expected)
    {
        double[] result = WorkedExample.Apply(Rule(rule), rule == "bulyan f = 1" ? 1 : 2);

        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], result[k], Tolerance);
    }

    [Fact]
    public void Centered_clipping_starts_from_the_result_before()
    {
        double[] result = WorkedExample.Apply(new CenteredClipping(2, 1), 2, previous: [1.0, -1.1, 0.5, 2.4, -0.3]);

        double[] expected = [0.949594, -1.132445, 0.506568, 2.451241, -0.477087];
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], result[k], Tolerance);
    }

    [Fact]
    public void A_previous_result_is_seen_behind_every_pre_aggregation()
    {
        double[] previous = [1.0, -1.1, 0.5, 2.4, -0.3];
        var rule = new CenteredClipping(2, 2);
        foreach (IPreAggregation before in (IPreAggregation[])[new NearestNeighbors(), new NormClipping(2), new AdaptiveClipping(), new Bucketing(2)])
        {
            double[] expected = WorkedExample.Apply(rule, 2, WorkedExample.Apply(before, 2), previous);
            double[] result = WorkedExample.Apply(After(rule, before), 2, previous: previous);

            for (int k = 0; k < expected.Length; k++)
                Assert.Equal(expected[k], result[k], 1e-12);
        }
    }

    [Fact]
    public void Buckets_are_those_of_the_example()
    {
        double[][] rows = WorkedExample.Mix(Bucketing.Of([2, 0, 6, 5, 1, 3, 4], 2), WorkedExample.Rows);

        double[][] expected = [[0.65, -2.35, 0.90, 3.30, -1.45], [1.00, 0.60, 0.60, 2.05, 1.00], [1.50, -1.30, -0.20, 1.95, -0.90], [0.10, -0.90, 1.00, 2.40, -0.30]];
        Assert.Equal(expected.Length, rows.Length);
        for (int k = 0; k < 20; k++)
            Assert.Equal(expected[k / 5][k % 5], rows[k / 5][k % 5], Tolerance);
        double[] joined = WorkedExample.Apply(new CoordinateWise(CoordinateRule.TrimmedMean), 1, rows);
        double[] mean = [0.825, -1.100, 0.750, 2.225, -0.600];
        for (int k = 0; k < 5; k++)
            Assert.Equal(mean[k], joined[k], Tolerance);
    }

    [Fact]
    public void Buckets_are_drawn_anew_every_round_and_the_same_on_every_shard()
    {
        RuleInput input = new() { Count = 20, Byzantine = 2, Seed = 5, Round = 3 };

        Assert.Equal(new Bucketing(2).Mix(input).Weights.ToArray(), new Bucketing(2).Mix(input).Weights.ToArray());
        Assert.NotEqual(new Bucketing(2).Mix(input).Weights.ToArray(), new Bucketing(2).Mix(input with { Round = 4 }).Weights.ToArray());
    }

    [Fact]
    public void Bulyan_chooses_in_the_order_of_the_example() =>
        Assert.Equal([0, 4, 1, 3, 6], Bulyan.Choose(WorkedExample.Gram(WorkedExample.Rows), 1, 5));

    [Theory]
    [InlineData(4, 2, new[] { 14.44, 24.28, 32.75, 30.36, 22.58, 67.67, 60.90 })]
    [InlineData(3, 2, new[] { 9.94, 15.23, 19.75, 20.77, 14.00, 45.26, 36.63 })]
    [InlineData(4, 1, new[] { 7.565488, 9.662392, 11.087427, 10.920341, 9.283790, 16.290124, 15.352835 })]
    [InlineData(3, 4, new[] { 33.7594, 87.6971, 154.0691, 153.0025, 76.3714, 730.9718, 465.8757 })]
    public void Krum_scores_are_those_of_the_example(int neighbours, int power, double[] expected)
    {
        double[] scores = new double[7];

        Krum.Score(WorkedExample.Gram(WorkedExample.Rows), neighbours, power, scores);

        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], scores[i], Math.Max(Tolerance, 1e-4 * (power == 4 ? 1 : 0)));
    }

    private static IAggregationRule Rule(string name) => name switch
    {
        "krum" => new Krum(1),
        "krum, k = n - f - 2" => new Krum(1, fewerNeighbours: true),
        "multi-krum 5" => new Krum(5),
        "multi-krum 3, k = n - f - 2" => new Krum(3, fewerNeighbours: true),
        "bulyan f = 1" => new Bulyan(),
        "geometric median fixed" => Fixed(),
        "geometric median converged" => new GeometricMedian(10_000, 1e-6, 0, MedianStart.Mean),
        "rfa" => new GeometricMedian(4, 1e-5, 0, MedianStart.Mean),
        "rfa weighted" => new GeometricMedian(4, 1e-5, 0, MedianStart.Mean, bySamples: true),
        "mda" => new MinimumDiameter(),
        "smea" => new SmallestEigenvalue(),
        "caf" => new CovarianceFilter(),
        "monna 0" => new NearestToTrusted(0),
        "monna 1" => new NearestToTrusted(1),
        "dnc" => new DivideAndConquer(1),
        "cge" => new SmallestNorms(),
        "centered clipping 100" => new CenteredClipping(100, 1),
        "centered clipping 2" => new CenteredClipping(2, 1),
        "centered clipping 2, 3 steps" => new CenteredClipping(2, 3),
        "nnm, mean" => After(new WeightedMean(), new NearestNeighbors()),
        "nnm, krum" => After(new Krum(1), new NearestNeighbors()),
        "nnm, multi-krum" => After(new Krum(0), new NearestNeighbors()),
        "nnm, geometric median" => After(Fixed(), new NearestNeighbors()),
        "nnm, trimmed mean" => After(Joined(CoordinateRule.TrimmedMean), new NearestNeighbors()),
        "nnm, median" => After(Joined(CoordinateRule.Median), new NearestNeighbors()),
        "clipping, mean" => After(new WeightedMean(), new NormClipping(2)),
        "arc, mean" => After(new WeightedMean(), new AdaptiveClipping()),
        "arc, trimmed mean" => After(Joined(CoordinateRule.TrimmedMean), new AdaptiveClipping()),
        "arc, nnm, trimmed mean" => After(Joined(CoordinateRule.TrimmedMean), new AdaptiveClipping(), new NearestNeighbors()),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static GeometricMedian Fixed() => new(3, 0.1, 0, MedianStart.Zero);

    private static CoordinateWise Joined(CoordinateRule rule) => new(rule);

    private static AggregationPipeline After(IAggregationRule rule, params IPreAggregation[] before) => new(before, rule);
}
