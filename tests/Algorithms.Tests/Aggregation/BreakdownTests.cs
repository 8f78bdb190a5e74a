using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation;

/// <summary>Vectors without bound do not make the result without bound (sections B.21 and D.5 of the specification), and where they do.</summary>
public sealed class BreakdownTests
{
    private const int Count = 9;
    private const int Length = 6;

    private static readonly double[] Bad = [1, -2, 0.5, 3, -1, 0.25];

    private static readonly Dictionary<string, IAggregationRule> Rules = new()
    {
        ["median"] = Joined(CoordinateRule.Median),
        ["trimmed mean"] = Joined(CoordinateRule.TrimmedMean),
        ["meamed"] = Joined(CoordinateRule.MeanAroundMedian),
        ["phocas"] = Joined(CoordinateRule.MeanAroundTrimmedMean),
        ["bulyan"] = new Bulyan(),
        ["krum"] = new Krum(1),
        ["krum, unsquared"] = new Krum(1, power: 1),
        ["krum, power 4"] = new Krum(1, power: 4),
        ["krum, k = n - f - 2"] = new Krum(1, fewerNeighbours: true),
        ["multi-krum"] = new Krum(0),
        ["mda"] = new MinimumDiameter(),
        ["smea"] = new SmallestEigenvalue(),
        ["caf"] = new CovarianceFilter(),
        ["dnc"] = new DivideAndConquer(1),
        ["monna"] = new NearestToTrusted(0),
        ["geometric median converged"] = new GeometricMedian(10_000, 1e-6, 0, MedianStart.Mean),
        ["geometric median fixed"] = new GeometricMedian(3, 0.1, 0, MedianStart.Zero),
        ["cge"] = new SmallestNorms(),
        ["arc, mean"] = After(new WeightedMean(), new AdaptiveClipping()),
        ["clipping, mean"] = After(new WeightedMean(), new NormClipping(2)),
        ["nnm, trimmed mean"] = After(Joined(CoordinateRule.TrimmedMean), new NearestNeighbors()),
        ["nnm, median"] = After(Joined(CoordinateRule.Median), new NearestNeighbors()),
        ["nnm, krum"] = After(new Krum(1), new NearestNeighbors()),
        ["nnm, geometric median"] = After(new GeometricMedian(10_000, 1e-6, 0, MedianStart.Mean), new NearestNeighbors()),
        ["nnm, caf"] = After(new CovarianceFilter(), new NearestNeighbors()),
        ["arc, nnm, trimmed mean"] = After(Joined(CoordinateRule.TrimmedMean), new AdaptiveClipping(), new NearestNeighbors()),
        ["flag unit"] = new FlagAggregator(),
    };

    public static TheoryData<string, double> RobustRules =>
        [.. from rule in Rules.Keys from size in (double[])[1e6, 1e30, 1e38] select (rule, size)];

    [Theory]
    [MemberData(nameof(RobustRules))]
    public void A_robust_rule_stays_among_the_honest(string name, double size)
    {
        int bad = name == "bulyan" ? 1 : 2;
        for (int seed = 1; seed <= 8; seed++)
        {
            // Far vectors that agree, far vectors that do not, and far ones of different sizes, behind which one step of DnC is blind.
            foreach (double[] second in (double[][])[Bad, RandomRows.Scale(Bad, -1), [3, 1, 0, -1, 1, 2], RandomRows.Scale(Bad, 1e-4)])
            {
                if (name == "dnc" && second != Bad)
                    continue;

                double[][] rows = RandomRows.Normal(Count, Length, seed);
                double most = rows[..(Count - bad)].Max(RandomRows.Norm);
                rows[Count - 1] = RandomRows.Scale(Bad, size);
                if (bad == 2)
                    rows[Count - 2] = RandomRows.Scale(second, size);

                double norm = RandomRows.Norm(WorkedExample.Apply(Rules[name], bad, rows));

                Assert.True(norm <= most + 1, $"seed {seed}, {string.Join(' ', second)}: {norm:g6} is not within {most:g6} + 1.");
            }
        }
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e30)]
    public void Centered_clipping_stays_within_its_radius_of_the_result_before(double size)
    {
        double[] previous = [1, 0.5, -1, 0, 0.25, 2];
        foreach ((double radius, int steps) in ((double, int)[])[(2, 1), (2, 3), (0.5, 5), (100, 1)])
        {
            double[] result = WorkedExample.Apply(new CenteredClipping(radius, steps), 2, WithBad(2, size), previous);
            Assert.InRange(RandomRows.Distance(previous, result), 0, (steps * radius) + 1e-9);
        }
    }

    [Fact]
    public void Divide_and_conquer_does_not_see_a_bad_row_behind_a_worse_one()
    {
        double[][] rows = WithBad(2, 1e6);
        rows[Count - 2] = RandomRows.Scale(Bad, 1e3);

        Assert.True(RandomRows.Norm(WorkedExample.Apply(Rules["dnc"], 2, rows)) > 100);
    }

    [Fact]
    public void A_geometric_median_of_few_steps_from_the_mean_has_not_forgotten_a_bad_row()
    {
        var rfa = new GeometricMedian(4, 1e-5, 1e-6, MedianStart.Mean);

        Assert.True(RandomRows.Norm(WorkedExample.Apply(rfa, 2, WithBad(2, 1e6))) > 1000);
    }

    [Fact]
    public void A_trimmed_mean_of_more_bad_rows_than_it_is_told_of_blows_up() =>
        Assert.True(RandomRows.Norm(WorkedExample.Apply(Rules["trimmed mean"], 2, WithBad(3, 1e6))) > 1e5);

    [Fact]
    public void The_mean_blows_up_with_one() =>
        Assert.True(RandomRows.Norm(WorkedExample.Apply(new WeightedMean(), 0, WithBad(1, 1e6))) > 1e5);

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e30)]
    public void The_flag_aggregator_is_bounded_as_unit_and_not_as_raw(double size)
    {
        for (int bad = 1; bad <= Count; bad++)
        {
            Assert.InRange(RandomRows.Norm(WorkedExample.Apply(new FlagAggregator(), 0, WithBad(bad, size))), 0, (Count / 5.0) + 1e-9);
            Assert.True(RandomRows.Norm(WorkedExample.Apply(new FlagAggregator { Output = FlagOutput.Raw }, 0, WithBad(bad, size))) > size / 100);
        }
    }

    private static double[][] WithBad(int bad, double size)
    {
        double[][] rows = RandomRows.Normal(Count, Length, 1);
        for (int i = Count - bad; i < Count; i++)
            rows[i] = RandomRows.Scale(Bad, size);
        return rows;
    }

    private static CoordinateWise Joined(CoordinateRule rule) => new(rule);

    private static AggregationPipeline After(IAggregationRule rule, params IPreAggregation[] before) => new(before, rule);
}
