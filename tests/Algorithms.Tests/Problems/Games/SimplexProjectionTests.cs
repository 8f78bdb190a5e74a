using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class SimplexProjectionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public void It_is_the_projection_by_sorting(int length)
    {
        var stream = new RandomStream(1, RandomPurpose.Noise);
        for (int repeat = 0; repeat < 100; repeat++)
        {
            double[] v = new double[length];
            stream.FillNormal<double>(v, standardDeviation: 1 + (repeat / 10.0));
            double[] expected = BySorting(v);
            SimplexProjection.Project<double>(v);
            Assert.Equal(1, v.Sum(), 1e-12);
            for (int i = 0; i < length; i++)
                Assert.Equal(expected[i], v[i], 1e-12 * (1 + repeat));
        }
    }

    [Fact]
    public void A_point_of_the_simplex_stays_and_equal_numbers_are_shared_out()
    {
        double[] inside = [0.25, 0.5, 0.25, 0];
        SimplexProjection.Project<double>(inside);
        Assert.Equal([0.25, 0.5, 0.25, 0], inside);
        double[] equal = [-7, -7, -7, -7];
        SimplexProjection.Project<double>(equal);
        Assert.Equal([0.25, 0.25, 0.25, 0.25], equal);
        float[] corner = [100, 0, 0];
        SimplexProjection.Project<float>(corner);
        Assert.Equal([1f, 0f, 0f], corner);
    }

    [Fact]
    public void A_set_projects_its_simplices_and_leaves_the_rest()
    {
        var set = FeasibleSet.Simplices(2, 3);
        double[] z = [3, 3, 1, 1.5, 1];
        set.Project<double>(z);
        Assert.Equal([0.5, 0.5, 1.0 / 6, 4.0 / 6, 1.0 / 6], z, (expected, actual) => Math.Abs(expected - actual) < 1e-15);
        Assert.False(set.IsEverything);
        double[] free = [3, -3];
        FeasibleSet.Everything(2).Project<double>(free);
        Assert.Equal([3, -3], free);
        set.Center(z);
        Assert.Equal([0.5, 0.5, 1.0 / 3, 1.0 / 3, 1.0 / 3], z);
    }

    // Held, Wolfe, Crowder 1974.
    private static double[] BySorting(double[] v)
    {
        double[] u = [.. v.OrderDescending()];
        double sum = 0;
        double shift = 0;
        for (int i = 0; i < u.Length; i++)
        {
            sum += u[i];
            if (u[i] - ((sum - 1) / (i + 1)) > 0)
                shift = (sum - 1) / (i + 1);
        }

        return [.. v.Select(value => Math.Max(value - shift, 0))];
    }
}
