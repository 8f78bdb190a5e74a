using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Rules;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation;

/// <summary>What happens to the result when all vectors are changed alike: the table B.21 of the specification, its "no" entries included.</summary>
public sealed class EquivarianceTests
{
    private const int Count = 9;
    private const int Length = 6;
    private const double Tolerance = 1e-9;

    private static readonly Dictionary<string, (IAggregationRule Rule, int Byzantine)> Rules = new()
    {
        ["mean"] = (new WeightedMean(), 0),
        ["median"] = (Joined(CoordinateRule.Median), 2),
        ["trimmed mean"] = (Joined(CoordinateRule.TrimmedMean), 2),
        ["meamed"] = (Joined(CoordinateRule.MeanAroundMedian), 2),
        ["phocas"] = (Joined(CoordinateRule.MeanAroundTrimmedMean), 2),
        ["bulyan"] = (new Bulyan(), 1),
        ["krum"] = (new Krum(1), 2),
        ["multi-krum"] = (new Krum(0), 2),
        ["mda"] = (new MinimumDiameter(), 2),
        ["smea"] = (new SmallestEigenvalue(), 2),
        ["caf"] = (new CovarianceFilter(), 2),
        ["dnc"] = (new DivideAndConquer(1), 2),
        ["geometric median converged"] = (new GeometricMedian(10_000, 1e-6, 0, MedianStart.Mean), 2),
        ["geometric median fixed"] = (new GeometricMedian(3, 0.1, 0, MedianStart.Zero), 2),
        ["centered clipping"] = (new CenteredClipping(1.5, 2), 2),
        ["cge"] = (new SmallestNorms(), 2),
        ["arc, mean"] = (After(new WeightedMean(), new AdaptiveClipping()), 2),
        ["clipping, mean"] = (After(new WeightedMean(), new NormClipping(1.5)), 2),
        ["nnm, trimmed mean"] = (After(Joined(CoordinateRule.TrimmedMean), new NearestNeighbors()), 2),
        ["nnm, median"] = (After(Joined(CoordinateRule.Median), new NearestNeighbors()), 2),
        ["flag unit"] = (new FlagAggregator(), 2),
        ["flag raw"] = (new FlagAggregator { Output = FlagOutput.Raw }, 2),
    };

    /// <summary>The rules with the columns translation, positive scale and orthogonal; permutation and odd are met by all.</summary>
    public static TheoryData<string, bool, bool, bool> Table => new()
    {
        { "mean", true, true, true },
        { "median", true, true, false },
        { "trimmed mean", true, true, false },
        { "meamed", true, true, false },
        { "phocas", true, true, false },
        { "bulyan", true, true, false },
        { "krum", true, true, true },
        { "multi-krum", true, true, true },
        { "mda", true, true, true },
        { "smea", true, true, true },
        { "caf", true, true, true },
        { "dnc", true, true, true },
        { "geometric median converged", true, true, true },
        { "geometric median fixed", false, false, true },
        { "centered clipping", false, false, true },
        { "cge", false, true, true },
        { "arc, mean", false, true, true },
        { "clipping, mean", false, false, true },
        { "nnm, trimmed mean", true, true, false },
        { "nnm, median", true, true, false },
        { "flag unit", false, false, true },
        { "flag raw", false, true, true },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Of_the_order_of_the_workers_nothing_depends(string name, bool translates, bool scales, bool rotates)
    {
        _ = (translates, scales, rotates);
        int checkedSamples = 0;
        foreach (double[][] rows in Samples().Where(rows => name != "mda" || HasOneNarrowestSet(rows)))
        {
            Close(Apply(name, rows), Apply(name, [rows[4], rows[8], rows[0], rows[7], rows[2], rows[1], rows[6], rows[3], rows[5]]));
            checkedSamples++;
        }

        Assert.True(checkedSamples >= 3);
    }

    [Fact]
    public void Minimum_diameter_takes_the_first_of_the_sets_with_the_same_farthest_pair()
    {
        double[][] rows = [[0, 0], [1, 0], [0.5, 0.6], [0.5, -0.6]];

        Assert.False(HasOneNarrowestSet(rows, 1));
        Close([0.5, 0.2], WorkedExample.Apply(new MinimumDiameter(), 1, rows));
        Close([0.5, -0.2], WorkedExample.Apply(new MinimumDiameter(), 1, [rows[0], rows[1], rows[3], rows[2]]));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Opposite_vectors_make_the_opposite_result(string name, bool translates, bool scales, bool rotates)
    {
        _ = (translates, scales, rotates);
        foreach (double[][] rows in Samples())
            Close(RandomRows.Scale(Apply(name, rows), -1), Apply(name, [.. rows.Select(row => RandomRows.Scale(row, -1))]));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_translation_moves_the_result_where_the_table_says_so(string name, bool translates, bool scales, bool rotates)
    {
        _ = (scales, rotates);
        double[] shift = [3, -1, 0.5, 2, -4, 1];
        Check(translates, name, rows => [.. rows.Select(row => RandomRows.Add(row, shift))], result => RandomRows.Add(result, shift));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_positive_factor_scales_the_result_where_the_table_says_so(string name, bool translates, bool scales, bool rotates)
    {
        _ = (translates, rotates);

        // Small enough for the smoothing of the fixed geometric median to count.
        double factor = scales ? 3.7 : 0.01;
        Check(scales, name, rows => [.. rows.Select(row => RandomRows.Scale(row, factor))], result => RandomRows.Scale(result, factor));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void A_rotation_turns_the_result_where_the_table_says_so(string name, bool translates, bool scales, bool rotates)
    {
        _ = (translates, scales);
        double[][] q = RandomRows.Orthogonal(Length, 77);
        Check(rotates, name, rows => [.. rows.Select(row => RandomRows.Rotate(row, q))], result => RandomRows.Rotate(result, q));
    }

    [Fact]
    public void The_unit_flag_aggregator_does_not_see_a_factor()
    {
        foreach (double[][] rows in Samples())
            Close(Apply("flag unit", rows), Apply("flag unit", [.. rows.Select(row => RandomRows.Scale(row, 3.7))]));
    }

    [Fact]
    public void The_fixed_geometric_median_scales_with_its_smoothing()
    {
        var scaled = new GeometricMedian(3, 0.1 * 3.7, 0, MedianStart.Zero);
        foreach (double[][] rows in Samples().Select(rows => rows.Select(row => RandomRows.Scale(row, 0.05)).ToArray()))
        {
            double[] expected = RandomRows.Scale(Apply("geometric median fixed", rows), 3.7);
            Close(expected, WorkedExample.Apply(scaled, 2, [.. rows.Select(row => RandomRows.Scale(row, 3.7))]));
        }
    }

    [Fact]
    public void Centered_clipping_moves_and_scales_with_the_result_before_and_its_radius()
    {
        double[] previous = [1, 0.5, -1, 0, 0.25, 2];
        double[] shift = [3, -1, 0.5, 2, -4, 1];
        double[][] q = RandomRows.Orthogonal(Length, 77);
        var rule = new CenteredClipping(1.5, 2);
        foreach (double[][] rows in Samples())
        {
            double[] result = WorkedExample.Apply(rule, 2, rows, previous);
            Close(RandomRows.Add(result, shift), WorkedExample.Apply(
                rule, 2, [.. rows.Select(row => RandomRows.Add(row, shift))], RandomRows.Add(previous, shift)));
            Close(RandomRows.Scale(result, 3.7), WorkedExample.Apply(
                new CenteredClipping(1.5 * 3.7, 2), 2, [.. rows.Select(row => RandomRows.Scale(row, 3.7))], RandomRows.Scale(previous, 3.7)));
            Close(RandomRows.Rotate(result, q), WorkedExample.Apply(
                rule, 2, [.. rows.Select(row => RandomRows.Rotate(row, q))], RandomRows.Rotate(previous, q)));
        }
    }

    /// <summary>Where the table says yes, changing the vectors changes the result alike on every sample; where it says no, not on every one.</summary>
    private static void Check(bool holds, string name, Func<double[][], double[][]> change, Func<double[], double[]> changeResult)
    {
        double worst = 0;
        foreach (double[][] rows in Samples())
        {
            double[] expected = changeResult(Apply(name, rows));
            double[] actual = Apply(name, change(rows));
            if (holds)
                Close(expected, actual);
            worst = Math.Max(worst, RandomRows.Distance(expected, actual) / (1 + RandomRows.Norm(expected)));
        }

        if (!holds)
            Assert.True(worst > 1e-4, $"{name} changes like the vectors, which the table denies.");
    }

    /// <summary>Whether only one set of n - f rows has the smallest diameter: sets that share their farthest pair tie, even of random rows.</summary>
    private static bool HasOneNarrowestSet(double[][] rows, int byzantine = 2)
    {
        GramMatrix gram = WorkedExample.Gram(rows);
        int[] subset = [.. Enumerable.Range(0, rows.Length - byzantine)];
        List<double> diameters = [];
        do
        {
            int[] set = subset;
            diameters.Add(set.SelectMany(i => set.Select(j => gram.SquaredDistance(i, j))).Max());
        }
        while (Subsets.MoveNext(rows.Length, subset));
        return diameters.Count(diameter => diameter == diameters.Min()) == 1;
    }

    private static IEnumerable<double[][]> Samples() => Enumerable.Range(1, 16).Select(seed =>
    {
        double[][] rows = RandomRows.Normal(Count, Length, seed, mean: seed % 2);
        rows[2] = RandomRows.Scale(rows[2], 4);
        return rows;
    });

    private static double[] Apply(string name, double[][] rows) => WorkedExample.Apply(Rules[name].Rule, Rules[name].Byzantine, rows);

    private static void Close(double[] expected, double[] actual) =>
        Assert.InRange(RandomRows.Distance(expected, actual), 0, Tolerance * (1 + RandomRows.Norm(expected)));

    private static CoordinateWise Joined(CoordinateRule rule) => new(rule);

    private static AggregationPipeline After(IAggregationRule rule, params IPreAggregation[] before) => new(before, rule);
}
