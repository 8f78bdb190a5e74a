using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class QuadraticConstraintsGameTests
{
    private static readonly QuadraticConstraintsOptions Small = new() { Dimension = 4, Constraints = 3, Largest = 2, Mu = 0.5 };

    [Fact]
    public void The_gap_is_not_below_that_of_any_answer_and_0_at_the_end()
    {
        IGame game = Small.Create(TestProblems.Context(2));
        var metrics = new GameMetrics(game);
        double[] z = TestProblems.Point(7);
        game.Set.Project<double>(z);
        double gap = game.Gap(z)!.Value;
        Assert.True(gap > 0);
        double[] value = new double[7];
        for (ulong seed = 0; seed < 200; seed++)
        {
            double[] other = TestProblems.Point(7, seed);
            game.Set.Project<double>(other);
            metrics.Mean(other, value);

            // Monotonicity: <F(u), z - u> <= f(x, y_u) - f(x_u, y) <= gap.
            Assert.True(VectorKernels.Dot<double>(value, z) - VectorKernels.Dot<double>(value, other) <= gap + 1e-12);
        }

        // Extragradient ends where the residual is 0, which is where the gap must be.
        double[] half = new double[7];
        double step = 0.5 / game.Constants.Lipschitz;
        for (int t = 0; t < 20_000; t++)
        {
            metrics.Mean(z, value);
            VectorKernels.ScaledSum<double>(1, z, -step, value, half);
            game.Set.Project<double>(half);
            metrics.Mean(half, value);
            VectorKernels.Axpy<double>(-step, value, z);
            game.Set.Project<double>(z);
        }

        Assert.InRange(metrics.Measure(z).Residual, 0, 1e-12);
        Assert.InRange(game.Gap(z)!.Value, -1e-13, 1e-12);
        Assert.All(z[4..], multiplier => Assert.True(multiplier >= 0));
    }

    [Fact]
    public void The_structure_tells_the_constants_of_its_parts()
    {
        IGame game = Small.Create(TestProblems.Context(3));
        PrimalDualStructure structure = game.PrimalDual!;
        Assert.Equal((4, 0.5, false), (structure.FirstLength, structure.Convexity, structure.IsBilinear));
        Assert.InRange(structure.Smoothness, 0, 2);
        Assert.InRange(structure.CouplingCurvature, structure.Smoothness / 10, 2 * Math.Sqrt(3));

        // h(x) = mu y - the y-part of F: how it changes with x, and how the x-part at y changes against the one at 0.
        var metrics = new GameMetrics(game);
        for (ulong seed = 0; seed < 50; seed++)
        {
            double[] a = TestProblems.Point(7, seed);
            double[] b = TestProblems.Point(7, seed + 500);
            game.Set.Project<double>(a);
            game.Set.Project<double>(b);
            a[4..].CopyTo(b, 4);
            double[] change = Change(metrics, a, b);
            double distance = Norm(a.Zip(b, (p, q) => p - q));
            Assert.True(Norm(change[4..]) <= structure.Coupling * distance);
            double[] alone = Change(metrics, [.. a[..4], 0, 0, 0], [.. b[..4], 0, 0, 0]);
            Assert.True(Norm(alone[..4]) <= structure.Smoothness * distance * (1 + 1e-12));
            Assert.True(Norm(change[..4].Zip(alone[..4], (p, q) => p - q)) <= structure.CouplingCurvature * distance);
        }
    }

    private static double Norm(IEnumerable<double> vector) => Math.Sqrt(vector.Sum(element => element * element));

    private static double[] Change(GameMetrics metrics, double[] a, double[] b)
    {
        double[] atA = new double[a.Length];
        double[] atB = new double[a.Length];
        metrics.Mean(a, atA);
        metrics.Mean(b, atB);
        return [.. atA.Zip(atB, (p, q) => p - q)];
    }
}
