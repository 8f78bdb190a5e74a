using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Rules;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation;

/// <summary>
/// The robustness coefficients that are proved: ||F(x) - xbar_S||^2 &lt;= kappa V_S whatever the f vectors outside S are (section D.2 of the
/// specification), on random and adversarial inputs.
/// </summary>
public sealed class RobustnessTests
{
    private const int Trials = 2000;

    private static readonly CoordinateWise TrimmedMean = new(CoordinateRule.TrimmedMean);
    private static readonly GeometricMedian ExactMedian = new(2000, 1e-9, 0, MedianStart.Mean);

    /// <summary>How the honest vectors lie.</summary>
    public enum Spread
    {
        Normal,
        Shifted,
        HeavyTailed,
        TwoClusters,
        ZeroOne,
        Equal,
    }

    /// <summary>What the Byzantine vectors are.</summary>
    public enum Adversary
    {
        Far,
        FarApart,
        Alie,
        Ipm,
        Mimic,
        Equal,
        Zero,
    }

    public static TheoryData<string> Rules =>
        ["trimmed mean", "krum", "krum, k = n - f - 2", "multi-krum", "multi-krum 1 + f", "geometric median", "median", "mda", "meamed", "phocas"];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_coefficient_is_never_exceeded(string rule) => CheckAll(15, sample =>
    {
        double kappa = Coefficient(rule, sample.N, sample.F);
        return double.IsInfinity(kappa) || IsWithin(sample, Rule(rule, sample.F), kappa * RandomRows.Variance(sample.Honest));
    });

    [Fact]
    public void Smallest_maximum_eigenvalue_averaging_keeps_to_its_spectral_coefficient() => CheckAll(9, sample =>
        IsWithin(sample, new SmallestEigenvalue(), 4 * sample.F / (sample.N - (2.0 * sample.F)) * LargestEigenvalue(sample.Honest)));

    [Theory]
    [InlineData("trimmed mean")]
    [InlineData("krum")]
    [InlineData("multi-krum")]
    [InlineData("geometric median")]
    [InlineData("median")]
    [InlineData("phocas")]
    public void Mixing_with_nearest_neighbours_multiplies_a_coefficient_by_its_factor(string rule) => CheckAll(15, sample =>
    {
        double kappa = 8.0 * sample.F / (sample.N - sample.F) * (Coefficient(rule, sample.N, sample.F) + 1);
        return IsWithin(sample, new AggregationPipeline([new NearestNeighbors()], Rule(rule, sample.F)), kappa * RandomRows.Variance(sample.Honest));
    });

    [Fact]
    public void Vectors_are_mixed_nearer_to_the_honest_mean() => CheckAll(15, sample =>
    {
        double[][] mixed = WorkedExample.Apply(new NearestNeighbors(), sample.F, sample.Rows);
        double[] mean = RandomRows.Mean(sample.Honest);
        double spread = mixed.Take(sample.N - sample.F).Average(row => Math.Pow(RandomRows.Distance(row, mean), 2));
        return spread <= (8.0 * sample.F / (sample.N - sample.F) * RandomRows.Variance(sample.Honest)) + Slack(sample);
    });

    [Theory]
    [InlineData(5, 1)]
    [InlineData(7, 2)]
    [InlineData(9, 4)]
    [InlineData(15, 7)]
    public void The_trimmed_mean_attains_the_lower_bound_of_all_rules(int n, int f)
    {
        double[][] rows = [.. Enumerable.Range(0, n).Select(i => (double[])[i < f ? 1 : 0])];
        double[][] honest = rows[..(n - f)];

        double error = Math.Pow(RandomRows.Distance(WorkedExample.Apply(TrimmedMean, f, rows), RandomRows.Mean(honest)), 2);

        Assert.Equal(f / (n - (2.0 * f)), error / RandomRows.Variance(honest), 1e-9);
    }

    [Fact]
    public void The_mean_has_no_coefficient()
    {
        var sample = Sample.Make(9, 2, 3, 1, Spread.Normal, Adversary.Far, 1);

        Assert.False(IsWithin(sample, new WeightedMean(), 1e6 * RandomRows.Variance(sample.Honest)));
    }

    /// <summary>As in the specification, with a = f / (n - 2f).</summary>
    private static double Coefficient(string rule, int n, int f)
    {
        double a = f / (n - (2.0 * f));
        double root = 3 + (2 * Math.Sqrt(2));
        return rule switch
        {
            "trimmed mean" => a,
            "krum" => root * (1 + a),
            "krum, k = n - f - 2" => n - (2 * f) - 1 > 0 && n - f - 2 > 0 ? root * (n - f) / (n - (2 * f) - 1) : double.PositiveInfinity,
            "multi-krum" or "multi-krum 1 + f" => 6 * (1 + a),
            "geometric median" or "median" => 4 * (1 + a) * (1 + a),
            "mda" => 8.0 * f * f / (n - f),
            "meamed" => Around(4 * (1 + a) * (1 + a)),
            "phocas" => Around(a),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
        };

        static double Around(double kappa) => Math.Pow(Math.Sqrt(1 + kappa) + Math.Sqrt(kappa), 2);
    }

    private static IAggregationRule Rule(string rule, int f) => rule switch
    {
        "trimmed mean" => TrimmedMean,
        "krum" => new Krum(1),
        "krum, k = n - f - 2" => new Krum(1, fewerNeighbours: true),
        "multi-krum" => new Krum(0),
        "multi-krum 1 + f" => new Krum(1 + f),
        "geometric median" => ExactMedian,
        "median" => new CoordinateWise(CoordinateRule.Median),
        "mda" => new MinimumDiameter(),
        "meamed" => new CoordinateWise(CoordinateRule.MeanAroundMedian),
        _ => new CoordinateWise(CoordinateRule.MeanAroundTrimmedMean),
    };

    private static bool IsWithin(Sample sample, IAggregationRule rule, double bound)
    {
        double error = Math.Pow(RandomRows.Distance(WorkedExample.Apply(rule, sample.F, sample.Rows), RandomRows.Mean(sample.Honest)), 2);
        return error <= (bound * (1 + 1e-9)) + Slack(sample);
    }

    /// <summary>What rounding may add: the honest vectors' own size, not that of the outliers.</summary>
    private static double Slack(Sample sample) => 1e-9 * (1 + sample.Honest.Max(row => RandomRows.Dot(row, row)));

    private static double LargestEigenvalue(double[][] rows)
    {
        double[] equal = new double[rows.Length];
        Array.Fill(equal, 1.0 / rows.Length);
        return SymmetricEigen.Of(rows.Length, WorkedExample.Gram(rows).CenteredAt(equal).Entries).Values[0] / rows.Length;
    }

    private static void CheckAll(int most, Func<Sample, bool> property)
    {
        Gen<Sample> samples =
            from n in Gen.Choose(5, most)
            from f in Gen.Choose(0, (n - 1) / 2)
            from d in Gen.Choose(1, 6)
            from seed in Gen.Choose(0, int.MaxValue)
            from spread in Gen.Elements(Enum.GetValues<Spread>())
            from adversary in Gen.Elements(Enum.GetValues<Adversary>())
            from strength in Gen.Elements(0.1, 0.5, 1, 1.5, 3, 10)
            select Sample.Make(n, f, d, seed, spread, adversary, strength);
        Prop.ForAll(samples.ToArbitrary(), property)
            .Check(Config.QuickThrowOnFailure.WithReplay(1, 3).WithMaxTest(Trials).WithQuietOnSuccess(true));
    }

    /// <summary>An input; S is the first n - f rows.</summary>
    private sealed record Sample(int N, int F, double[][] Rows, string Origin)
    {
        public double[][] Honest => Rows[..(N - F)];

        public static Sample Make(int n, int f, int d, int seed, Spread spread, Adversary adversary, double strength)
        {
            double[][] rows = RandomRows.Normal(n, d, seed);
            for (int i = 0; i < n - f; i++)
                rows[i] = [.. rows[i].Select((x, k) => Place(x, k, i, n, spread))];

            double[][] honest = rows[..(n - f)];
            double[] mean = RandomRows.Mean(honest);
            double[] sigma = [.. mean.Select((m, k) => Math.Sqrt(honest.Average(row => (row[k] - m) * (row[k] - m))))];
            for (int i = n - f; i < n; i++)
            {
                rows[i] = adversary switch
                {
                    Adversary.Far => RandomRows.Scale(rows[n - f], 1e6),
                    Adversary.FarApart => RandomRows.Scale(rows[i], 1e6 * strength),
                    Adversary.Alie => RandomRows.Add(mean, RandomRows.Scale(sigma, strength)),
                    Adversary.Ipm => RandomRows.Scale(mean, -strength),
                    Adversary.Mimic => honest[seed % honest.Length],
                    Adversary.Equal => rows[n - f],
                    _ => new double[d],
                };
            }

            return new Sample(n, f, rows, $"n {n}, f {f}, d {d}, seed {seed}, {spread}, {adversary} {strength}");
        }

        public override string ToString() => Origin;

        private static double Place(double x, int k, int i, int n, Spread spread) => spread switch
        {
            Spread.Shifted => x + 10,
            Spread.HeavyTailed => x * x * x,
            Spread.TwoClusters => (0.01 * x) + (i % 2 == 0 ? 5 : -5),
            Spread.ZeroOne => (i + k) % n < n / 3 ? 1 : 0,
            Spread.Equal => 1 + k,
            _ => x,
        };
    }
}
