using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Variational;

public sealed class ProjectionPassesTests
{
    [Theory]
    [InlineData(1, "simplices")]
    [InlineData(2, "simplices")]
    [InlineData(7, "simplices")]
    [InlineData(60, "simplices")]
    [InlineData(1, "balls")]
    [InlineData(7, "balls")]
    [InlineData(1, "nonnegative ball")]
    [InlineData(7, "nonnegative ball")]
    public void Slices_project_to_the_bits_of_the_whole(int slices, string shape)
    {
        FeasibleSet set = shape switch
        {
            "simplices" => FeasibleSet.Simplices(17, 40, 3),
            "balls" => FeasibleSet.Balls((17, 1), (40, 100), (3, 0.5)),
            _ => FeasibleSet.BallAndNonnegativeBall(17, 1, 43, 0.5),
        };
        double[] v = new double[60];
        new RandomStream(4, RandomPurpose.Noise).FillNormal<double>(v, standardDeviation: 3);
        double[] expected = [.. v];
        set.Project<double>(expected);

        int[] starts = [.. Enumerable.Range(0, slices + 1).Select(s => s * 60 / slices)];
        List<double> known = [];
        while (new ProjectionPasses(set, known) is { Found: < 2 } passes)
        {
            double[] sums = new double[passes.PassLength];
            double[] partial = new double[passes.PassLength];
            for (int s = 0; s < slices; s++)
            {
                passes.Measure<double>(Second(known, set) ? expected.AsSpan()[starts[s]..starts[s + 1]] : v.AsSpan()[starts[s]..starts[s + 1]], starts[s], partial);
                for (int i = 0; i < sums.Length; i++)
                    sums[i] += partial[i];
            }

            known.AddRange(sums);
            Assert.True(known.Count < 60 * passes.PassLength);
        }

        // The first projection is that of v, the second that of its result, which stays.
        var done = new ProjectionPasses(set, known);
        for (int s = 0; s < slices; s++)
            done.Apply(0, v.AsSpan()[starts[s]..starts[s + 1]], starts[s]);
        Assert.Equal(expected, v);
        Assert.Equal(2, done.Found);
    }

    private static bool Second(List<double> known, FeasibleSet set) => new ProjectionPasses(set, known).Found == 1;
}
