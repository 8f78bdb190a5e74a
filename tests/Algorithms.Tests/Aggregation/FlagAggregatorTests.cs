using Starling.Algorithms.Aggregation.Rules;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation;

/// <summary>Section 11 of the specification of the flag aggregator.</summary>
public sealed class FlagAggregatorTests
{
    private const double Tolerance = 1.01e-6;

    public static TheoryData<int, int, double, FlagPairs, double[], double[], double> MainExample => new()
    {
        { 4, 1, 0, FlagPairs.Exact, [0.355573, -0.394953, 0.140652, 1.139115, -0.110055], [0.905776, -1.050439, 0.498336, 2.419584, -0.388460], 0.57816385 },
        { 4, 2, 0, FlagPairs.Exact, [0.356306, -0.391239, 0.141991, 1.139792, -0.112689], [0.907865, -1.042131, 0.502025, 2.421162, -0.392993], 0.56017314 },
        { 4, 5, 0, FlagPairs.Exact, [0.357070, -0.386356, 0.143560, 1.140653, -0.116671], [0.910429, -1.027465, 0.508805, 2.423784, -0.402969], 0.53635417 },
        { 2, 1, 0, FlagPairs.Exact, [0.827729, -0.794944, 0.522622, 2.179671, -0.127837], [0.964161, -1.052565, 0.612500, 2.371869, -0.344041], 2.39368107 },
        { 2, 2, 0, FlagPairs.Exact, [0.763614, -0.844832, 0.500143, 2.193681, -0.128584], [0.870035, -1.100204, 0.575357, 2.396795, -0.337559], 2.34590089 },
        { 2, 5, 0, FlagPairs.Exact, [0.812006, -0.893619, 0.534571, 2.136769, -0.163357], [0.888793, -1.119947, 0.582248, 2.378524, -0.331374], 2.29004770 },
        { 4, 1, 4, FlagPairs.Repo, [0.355346, -0.396311, 0.140243, 1.138845, -0.108977], [0.905332, -1.053105, 0.497587, 2.418981, -0.386349], 0.57907126 },
        { 4, 5, 4, FlagPairs.Repo, [0.356937, -0.387249, 0.143379, 1.140495, -0.115845], [0.910058, -1.029504, 0.508368, 2.423406, -0.401147], 0.53699379 },
        { 2, 1, 4, FlagPairs.Repo, [0.842510, -0.798832, 0.552794, 2.159743, -0.116905], [0.979912, -1.056164, 0.644147, 2.354234, -0.331123], 2.39931726 },
        { 2, 5, 4, FlagPairs.Repo, [0.838976, -0.898406, 0.558494, 2.110633, -0.181408], [0.917471, -1.119657, 0.606784, 2.359442, -0.340788], 2.28269188 },
        { 4, 1, 4, FlagPairs.Exact, [0.326756, -0.671800, 0.234882, 0.890353, 0.090420], [0.853795, -1.568567, 0.694521, 1.932263, -0.015412], 5.62724157 },
        { 4, 2, 4, FlagPairs.Exact, [0.327543, -0.686334, 0.239348, 0.856652, 0.104993], [0.854856, -1.602403, 0.704964, 1.860752, 0.017188], 5.54874650 },
        { 4, 5, 4, FlagPairs.Exact, [0.327647, -0.715989, 0.288606, 0.729881, 0.126073], [0.854655, -1.666209, 0.805348, 1.601869, 0.062666], 5.33870435 },
        { 2, 1, 4, FlagPairs.Exact, [0.855996, -1.044019, 1.079072, 1.373199, -0.132566], [0.989563, -1.311673, 1.234386, 1.592639, -0.285493], 17.69194413 },
        { 2, 2, 4, FlagPairs.Exact, [0.923310, -0.968250, 1.110669, 1.261448, -0.163202], [1.080496, -1.232975, 1.278380, 1.468923, -0.323483], 17.55352463 },
        { 2, 5, 4, FlagPairs.Exact, [0.939729, -0.919083, 1.136339, 1.108320, -0.154233], [1.114954, -1.185994, 1.317905, 1.295936, -0.315899], 17.48150593 },
    };

    [Theory]
    [MemberData(nameof(MainExample))]
    public void The_main_example_is_met(int dimension, int iterations, double pairWeight, FlagPairs pairs, double[] unit, double[] raw, double objective)
    {
        var rule = new FlagAggregator { Dimension = dimension, Iterations = iterations, PairWeight = pairWeight, Pairs = pairs };

        Close(unit, WorkedExample.Apply(rule, 0));
        Close(raw, WorkedExample.Apply(new FlagAggregator
        {
            Dimension = dimension, Iterations = iterations, PairWeight = pairWeight, Pairs = pairs, Output = FlagOutput.Raw,
        }, 0));
        Assert.Equal(objective, rule.Solve(WorkedExample.Gram(WorkedExample.Rows)).Objectives[^1], 1e-7);
    }

    [Fact]
    public void Values_and_coefficients_are_those_of_the_example()
    {
        FlagSolution solution = new FlagAggregator().Solve(WorkedExample.Gram(WorkedExample.Rows));

        Close([0.578163848, 0.560173141, 0.549621930, 0.541538906, 0.536354167], solution.Objectives);
        Close([0.996891, 0.956782, 1.000000, 0.964234, 0.999991, 1.000000, 0.993508], solution.Values);
        Close([0.083523, 0.070170, 0.096984, 0.049059, -0.007477, 0.184869, 0.067372], solution.Coefficients);
    }

    [Fact]
    public void It_converges_to_the_example()
    {
        FlagSolution solution = new FlagAggregator { Iterations = 500 }.Solve(WorkedExample.Gram(WorkedExample.Rows));

        Assert.Equal(0.52173475, solution.Objectives[^1], 1e-5);
        Close(
            [0.353944, -0.335803, 0.158604, 1.147327, -0.166060],
            WorkedExample.Apply(new FlagAggregator { Iterations = 500 }, 0),
            1e-5);
    }

    [Fact]
    public void The_example_to_check_by_hand_is_met()
    {
        double[][] rows = [[1, 0, 0], [0.8, 0.6, 0], [0, 0, 5]];

        Close([0.9, 0.3, 0.5], WorkedExample.Apply(new FlagAggregator { Dimension = 2 }, 0, rows));
        Close([0.6, 0.2, 1.6666667], WorkedExample.Apply(new FlagAggregator { Dimension = 2, Output = FlagOutput.Raw }, 0, rows));
        Assert.Single(new FlagAggregator { Dimension = 2 }.Solve(WorkedExample.Gram(rows)).Objectives);
    }

    [Fact]
    public void Sign_attackers_reverse_the_raw_output_and_not_the_unit_one()
    {
        double[] u = [1 / 3.0, 2 / 3.0, -2 / 3.0];
        double[][] rows = [.. Enumerable.Range(0, 7).Select(i => u.Select(x => (i < 5 ? 2 : -20) * x).ToArray())];
        double[][] equal = [.. Enumerable.Range(0, 7).Select(_ => u.Select(x => 3 * x).ToArray())];

        Close([.. u.Select(x => 0.75 * x)], WorkedExample.Apply(new FlagAggregator { Dimension = 4 }, 0, rows));
        Close([.. u.Select(x => -4.2857143 * x)], WorkedExample.Apply(new FlagAggregator { Dimension = 4, Output = FlagOutput.Raw }, 0, rows));
        Close([.. u.Select(x => 1.75 * x)], WorkedExample.Apply(new FlagAggregator(), 0, equal));
        Close([.. u.Select(x => 3 * x)], WorkedExample.Apply(new FlagAggregator { Output = FlagOutput.Raw }, 0, equal));
    }

    private static void Close(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int k = 0; k < expected.Count; k++)
            Assert.Equal(expected[k], actual[k], tolerance);
    }
}
