using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class GanGameTests
{
    [Fact]
    public void The_operator_is_the_slope_of_the_loss()
    {
        IGame game = new GanOptions { Samples = 7, Hidden = 6, Latent = 3 }.Create(TestProblems.Context(2));
        var local = (AdversarialOperator)game.Local(1);
        double[] z = new double[game.Dimension];
        game.Start(z);
        VectorKernels.Axpy<double>(0.1, TestProblems.Point(z.Length), z);
        double[] value = new double[z.Length];
        local.Evaluate(z, [], value);
        for (int k = 0; k < z.Length; k++)
        {
            const double Step = 1e-5;
            double[] moved = [.. z];
            moved[k] = z[k] + Step;
            double ahead = local.Value(moved);
            moved[k] = z[k] - Step;
            double slope = (ahead - local.Value(moved)) / (2 * Step);
            Assert.Equal(k < local.GeneratorLength ? slope : -slope, value[k], 1e-8);
        }
    }

    [Fact]
    public void The_parameters_are_those_of_two_networks_of_one_hidden_layer()
    {
        IGame game = new GanOptions { Hidden = 16, Latent = 2 }.Create(TestProblems.Context(2));
        Assert.Equal(((2 * 16) + 16 + (16 * 2) + 2) + ((2 * 16) + 16 + 16 + 1), game.Dimension);
        Assert.True(double.IsNaN(game.Constants.Lipschitz) && double.IsNaN(game.Constants.AverageMonotonicity));
        double[] start = new double[game.Dimension];
        game.Start(start);
        Assert.All(start[32..48], bias => Assert.Equal(0, bias));
        Assert.All(start[..32], weight => Assert.NotEqual(0, weight));
    }

    [Fact]
    public void Extragradient_brings_the_made_points_near_the_ring()
    {
        IGame game = new GanOptions { Modes = 1, Samples = 64, Skew = 1, Spread = 0.3 }.Create(TestProblems.Context(1));
        double[] z = new double[game.Dimension];
        game.Start(z);
        double[] half = new double[z.Length];
        double[] value = new double[z.Length];
        Assert.True(Distance(z) > 0.5);
        for (int t = 0; t < 1500; t++)
        {
            game.Local(0).Evaluate(z, [], value);
            VectorKernels.ScaledSum<double>(1, z, -0.3, value, half);
            game.Local(0).Evaluate(half, [], value);
            VectorKernels.Axpy<double>(-0.3, value, z);
        }

        Assert.True(Distance(z) < 0.3);

        // How far the mean of the points that the generator makes is from the mode (1, 0).
        static double Distance(double[] z)
        {
            var generator = new SmallNetwork(2, 16, 2);
            double[] latent = TestProblems.Point(200);
            double x = 0;
            double y = 0;
            for (int j = 0; j < 100; j++)
            {
                ReadOnlySpan<double> made = generator.Forward(z.AsSpan(0, generator.ParameterCount), latent.AsSpan(2 * j, 2));
                x += made[0] / 100;
                y += made[1] / 100;
            }

            return Math.Sqrt(((x - 1) * (x - 1)) + (y * y));
        }
    }
}
