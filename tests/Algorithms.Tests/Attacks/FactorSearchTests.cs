using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Tests.Aggregation;
using Xunit;

namespace Starling.Algorithms.Tests.Attacks;

/// <summary>Section C.2 of the specification.</summary>
public sealed class FactorSearchTests
{
    private static readonly double[][] Z = [[1, 2, 3], [4, 5, 6], [7, 8, 9]];

    public static TheoryData<string, bool, double, double, double, double> Table => new()
    {
        { "trimmed mean", true, 10, 1.14081842, 3, 1.14081842 },
        { "trimmed mean", false, 10, 1.14664729, 3, 1.14664729 },
        { "median", true, 10, 1.22425488, 1, 1.22425488 },
        { "mda", true, 2.02956532, 1.81814070, 1.96970117, 1.77593471 },
        { "mda", false, 0, 1.77752637, 0.01470720, 1.79715043 },
        { "multi-krum", true, 1.90290158, 1.72887910, 1.83628875, 1.68200054 },
        { "multi-krum", false, 0, 1.63694838, 0.02333404, 1.66747294 },
        { "nnm, trimmed mean", true, 1.67772160, 0.81006549, 1.15212646, 1.02082120 },
        { "nnm, trimmed mean", false, 0, 0.54918121, 0.04000000, 0.56691279 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Both_searches_find_what_the_table_says(
        string rule, bool isAlie, double oneSided, double oneSidedDamage, double twoSided, double twoSidedDamage)
    {
        FactorSearch first = Run(rule, isAlie, FactorSearchKind.OneSided);
        FactorSearch second = Run(rule, isAlie, FactorSearchKind.TwoSided);
        FactorSearch both = Run(rule, isAlie, FactorSearchKind.Both);

        Assert.Equal((oneSided, oneSidedDamage), (Math.Round(first.Best, 8), Math.Round(first.BestDamage, 8)));
        Assert.Equal((twoSided, twoSidedDamage), (Math.Round(second.Best, 8), Math.Round(second.BestDamage, 8)));
        FactorSearch worse = second.BestDamage > first.BestDamage ? second : first;
        Assert.Equal((worse.Best, worse.BestDamage), (both.Best, both.BestDamage));
    }

    [Theory]
    [InlineData(false, 0.68719477, new[] { -2.74877907, -3.43597384, -4.1231686 })]
    [InlineData(true, 2.97328372, new[] { 12.91985116, 13.91985116, 14.91985116 })]
    public void The_check_of_ByzFL_is_met(bool isAlie, double factor, double[] expected)
    {
        ISearchedAttack attack = Attack(isAlie, FactorSearchKind.OneSided);
        var rule = new AggregationPipeline([new NearestNeighbors(), new NormClipping(2)], new CoordinateWise(CoordinateRule.TrimmedMean));
        double best = attack.Search().Run(t => Damage(rule, attack.Forge(HonestRows.Input(Z, 1), t), Z, 1));
        double[] forged = HonestRows.Write(
            attack.Forge(HonestRows.Input(Z, 1) with { Damage = forgery => Damage(rule, forgery, Z, 1) }), Z);

        Assert.Equal(factor, best, 1e-8);
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], forged[k], 1e-7);
    }

    [Theory]
    [InlineData("mda")]
    [InlineData("multi-krum")]
    [InlineData("centered clipping")]
    [InlineData("nnm, mean")]
    public void Damage_is_known_from_inner_products_where_the_result_is_a_combination(string name)
    {
        IAggregationRule rule = Rule(name);
        double[] previous = [0.5, -1, 0.25, 2, 0.125];
        bool[] byzantine = [false, true, false, false, true, false, false];
        double[] sigma = new double[5];
        double[] sign = new double[5];
        ForgeryKernel.WriteMoments(HonestRows.Buffers(HonestRows.Rows), true, 0, sigma, sign);
        var damage = new AttackDamage(
            rule, new RuleInput { Count = 7, Byzantine = 2 }, byzantine, WorkedExample.Gram([.. HonestRows.Rows, sigma, sign, previous]));
        if (!rule.UsesPrevious)
            damage = new AttackDamage(rule, new RuleInput { Count = 7, Byzantine = 2 }, byzantine, HonestRows.Input(HonestRows.Rows).Gram);
        Forgery forgery = Forgery.Mean(5, -0.5) with { Deviation = 1.25, Sign = 0.75 };

        double[] y = HonestRows.Write(forgery, HonestRows.Rows);
        double[][] x = HonestRows.Rows;
        double[] result = WorkedExample.Apply(rule, 2, [x[0], y, x[1], x[2], y, x[3], x[4]], previous);

        Assert.Equal(Distance(result, WorkedExample.HonestMean), damage.Of(forgery)!.Value, 1e-12);
    }

    [Fact]
    public void Damage_to_a_coordinate_wise_rule_has_to_be_asked_of_the_shards()
    {
        bool[] byzantine = [false, false, false, false, false, true, true];
        var round = new RuleInput { Count = 7, Byzantine = 2 };
        var plain = new AttackDamage(Rule("trimmed mean"), round, byzantine, null);
        var mixed = new AttackDamage(Rule("nnm, trimmed mean"), round, byzantine, HonestRows.Input(HonestRows.Rows).Gram);

        Assert.Null(plain.Of(Forgery.Mean(5)));
        Assert.Null(mixed.Of(Forgery.Mean(5)));
        Assert.Equal(7, mixed.Combine(Forgery.Mean(5)).Mixing!.Inputs);
        Assert.Throws<ArgumentException>(() => mixed.Combine(Forgery.Mean(4)));
    }

    [Theory]
    [InlineData(FactorSearchKind.OneSided, 20)]
    [InlineData(FactorSearchKind.TwoSided, 16)]
    [InlineData(FactorSearchKind.Both, 36)]
    public void A_search_ends_after_its_evaluations_whatever_it_is_told(FactorSearchKind kind, int evaluations)
    {
        foreach (Func<double, double> damage in (Func<double, double>[])[t => t, t => -t, _ => double.NaN, t => Math.Sin(100 * t)])
        {
            var search = FactorSearch.Create(kind);
            int asked = 0;
            for (; search.Next is { } factor; asked++)
            {
                Assert.True(factor >= 0);
                search.Tell(damage(factor));
            }

            Assert.Equal(evaluations, asked);
            Assert.True(search.Best >= 0 && double.IsFinite(search.Best));
            Assert.Throws<InvalidOperationException>(() => search.Tell(1));
        }
    }

    private static FactorSearch Run(string rule, bool isAlie, FactorSearchKind kind)
    {
        ISearchedAttack attack = Attack(isAlie, kind);
        FactorSearch search = attack.Search();
        search.Run(t => Damage(Rule(rule), attack.Forge(HonestRows.Input(HonestRows.Rows), t), HonestRows.Rows, 2));
        return search;
    }

    private static ISearchedAttack Attack(bool isAlie, FactorSearchKind kind) => (ISearchedAttack)(isAlie
        ? new AlieOptimizedAttackOptions { Search = kind }.CreateOmniscient()
        : new IpmOptimizedAttackOptions { Search = kind }.CreateOmniscient())!;

    private static double Damage(IAggregationRule rule, Forgery forgery, double[][] honest, int byzantine)
    {
        double[] forged = HonestRows.Write(forgery, honest);
        double[] result = WorkedExample.Apply(rule, byzantine, [.. honest, .. Enumerable.Repeat(forged, byzantine)]);
        return Distance(result, [.. honest[0].Select((_, k) => honest.Average(row => row[k]))]);
    }

    private static double Distance(double[] x, double[] y) => Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum());

    private static IAggregationRule Rule(string name) => name switch
    {
        "trimmed mean" => new CoordinateWise(CoordinateRule.TrimmedMean),
        "median" => new CoordinateWise(CoordinateRule.Median),
        "mda" => new MinimumDiameter(),
        "multi-krum" => new Krum(0),
        "centered clipping" => new CenteredClipping(2, 2),
        "nnm, mean" => new AggregationPipeline([new NearestNeighbors()], new WeightedMean()),
        _ => new AggregationPipeline([new NearestNeighbors()], new CoordinateWise(CoordinateRule.TrimmedMean)),
    };
}
