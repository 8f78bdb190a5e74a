using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class FeasibleSetTests
{
    [Fact]
    public void Balls_bring_back_what_is_outside_and_leave_what_is_inside()
    {
        var set = FeasibleSet.Balls((2, 5), (2, 1), (1, double.PositiveInfinity));
        double[] point = [6, 8, 0.6, -0.8, 100];
        set.Project<double>(point);
        Assert.Equal([3.0, 4.0, 0.6, -0.8, 100.0], point);
        Assert.False(set.IsEverything);
        Assert.Equal([(0, 2, 5.0, false), (2, 2, 1.0, false)], set.BallParts);
        Assert.Empty(set.Parts);
        set.Center(point);
        Assert.Equal(new double[5], point);
    }

    [Fact]
    public void A_ball_has_the_same_bits_in_slices()
    {
        double[] whole = TestProblems.Point(100);
        double[] sliced = [.. whole];
        BallProjection.Project<double>(whole, 2);

        var sum = new ExactSum();
        BallProjection.Accumulate<double>(sliced.AsSpan(37), sum);
        BallProjection.Accumulate<double>(sliced.AsSpan(0, 37), sum);
        double factor = BallProjection.Factor(sum, 2);
        BallProjection.Apply<double>(sliced.AsSpan(0, 50), factor);
        BallProjection.Apply<double>(sliced.AsSpan(50), factor);
        Assert.Equal(whole, sliced);
        Assert.Equal(2, VectorKernels.Norm2<double>(whole), 1e-15);
    }

    [Fact]
    public void A_ball_without_negative_numbers_gives_the_nearest_of_its_points()
    {
        var set = FeasibleSet.BallAndNonnegativeBall(2, 1, 3, 2);
        double[] point = [3, -4, -5, 1.5, 0.5];
        set.Project<double>(point);
        Assert.Equal([0.6, -0.8, 0, 1.5, 0.5], point, (expected, actual) => Math.Abs(expected - actual) < 1e-15);
        Assert.Equal([(0, 2, 1.0, false), (2, 3, 2.0, true)], set.BallParts);

        // <v - P(v), u - P(v)> <= 0 for every u of the set says that P(v) is nearest.
        for (ulong seed = 0; seed < 200; seed++)
        {
            double[] v = [.. TestProblems.Point(5, seed).Select(element => 3 * element)];
            double[] nearest = [.. v];
            double[] other = [.. TestProblems.Point(5, seed + 1000).Select(element => 2 * element)];
            set.Project<double>(nearest);
            set.Project<double>(other);
            Assert.True(Enumerable.Range(0, 5).Sum(i => (v[i] - nearest[i]) * (other[i] - nearest[i])) <= 1e-13);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => FeasibleSet.BallAndNonnegativeBall(2, 1, 3, -2));
    }

    [Fact]
    public void A_radius_is_not_negative() => Assert.Throws<ArgumentOutOfRangeException>(() => FeasibleSet.Balls((2, -1)));

    [Fact]
    public void Everything_is_left_alone()
    {
        Assert.True(FeasibleSet.Everything(3).IsEverything);
        Assert.True(FeasibleSet.Balls((3, double.PositiveInfinity)).IsEverything);
        Assert.False(FeasibleSet.Simplices(3).IsEverything);
    }
}
