using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

public sealed class RegularisersTests
{
    [Fact]
    public void The_soft_threshold_by_hand()
    {
        IRegulariser l1 = Regularisers.L1(2);
        double[] result = new double[9];
        l1.Prox(0.5, [3, 1, 0.5, 0, -0.5, -1, -3, double.PositiveInfinity, double.NaN], result);
        Assert.Equal([2, 0, 0, 0, 0, 0, -2, double.PositiveInfinity, double.NaN], result);
        Assert.Equal(9, l1.Value([1, -3, 0.5]));
        Assert.False(l1.IsZero);
    }

    [Fact]
    public void Single_precision_has_the_same_map()
    {
        float[] single = [3, 0.75f, -2.5f, 0.1f, -0f];
        double[] twice = [.. single.Select(value => (double)value)];
        Regularisers.L1(0.5).Prox<float>(0.5, single, single);
        Regularisers.L1(0.5).Prox<double>(0.5, twice, twice);
        Assert.Equal([2.75f, 0.5f, -2.25f, 0, 0], single);
        Assert.Equal(twice, single.Select(value => (double)value));
        Regularisers.None.Prox<float>(1, single, single);
        Assert.Equal(2.75f, single[0]);
    }

    [Fact]
    public void Every_zero_that_it_makes_is_positive()
    {
        double[] result = new double[20];
        Regularisers.L1(1).Prox(1, [.. Enumerable.Repeat(-0.3, 19), -0.0], result);
        Assert.All(result, zero => Assert.Equal(0L, BitConverter.DoubleToInt64Bits(zero)));
    }

    // u = prox(v) where (v - u)/t is a subgradient at u.
    [Fact]
    public void The_proximal_map_satisfies_its_optimality_condition()
    {
        Gen<(double Lambda, double Step, int Seed)> gen =
            from lambda in Gen.Choose(1, 300)
            from step in Gen.Choose(1, 300)
            from seed in Gen.Choose(0, 100_000)
            select (lambda / 100.0, step / 100.0, seed);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(gen.ToArbitrary(), sample =>
        {
            double[] v = TestProblems.Point(37, (ulong)sample.Seed);
            double[] u = new double[v.Length];
            IRegulariser l1 = Regularisers.L1(sample.Lambda);
            l1.Prox(sample.Step, v, u);
            double[] condition = [.. u.Select((value, k) => (value - v[k]) / sample.Step)];
            l1.ShortestSubgradient(u, condition);
            bool isBeyond = v.Max(Math.Abs) > sample.Lambda * sample.Step;
            return condition.All(entry => Math.Abs(entry) <= 1e-12) && Array.Exists(u, value => value != 0) == isBeyond;
        }));
    }

    [Fact]
    public void No_regulariser_changes_nothing()
    {
        Assert.Same(Regularisers.None, Regularisers.L1(0));
        double[] v = [1, -0.0, double.NaN];
        double[] u = new double[3];
        Regularisers.None.Prox(5, v, u);
        Assert.Equal(v, u);
        Assert.Equal(0, Regularisers.None.Value(v));
        Assert.True(Regularisers.None.IsZero);

        // A step of 0 is the identity too.
        Regularisers.L1(3).Prox(0, v, u);
        Assert.Equal(v, u);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularisers.L1(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularisers.L1(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularisers.L1(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Regularisers.L1(1).Prox(-1, [1], new double[1]));
        Assert.Throws<ArgumentException>(() => Regularisers.L1(1).Prox(1, [1], new double[2]));
        double[] shared = new double[3];
        Assert.Throws<ArgumentException>(() => Regularisers.L1(1).Prox(1, shared.AsSpan(0, 2), shared.AsSpan(1, 2)));
    }
}
