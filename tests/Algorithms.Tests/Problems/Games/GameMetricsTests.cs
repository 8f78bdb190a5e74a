using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class GameMetricsTests
{
    [Fact]
    public void A_game_on_the_whole_space_has_the_norm_of_its_operator()
    {
        // F(z) = 2 z - (2, 4): z* = (1, 2).
        var game = new AffineGame([[2, 0, 0, 2], [2, 0, 0, 2]], [[0, -4], [-4, -4]]);
        GameMeasurement measured = new GameMetrics(game).Measure([4, 6]);
        Assert.Equal(10, measured.Residual, 1e-14);
        Assert.Equal(25.0 / 5, measured.Distance!.Value, 1e-14);
        Assert.Null(measured.Gap);
    }

    [Fact]
    public void A_game_on_a_set_has_the_length_of_a_projected_step()
    {
        // F = (1, -1) everywhere on a simplex: a step of 0.1 moves (0.5, 0.5) by (-0.1, 0.1).
        var game = new AffineGame([[0, 0, 0, 0]], [[1, -1]], FeasibleSet.Simplices(2));
        Assert.Equal(Math.Sqrt(2), new GameMetrics(game, 0.1).Measure([0.5, 0.5]).Residual, 1e-14);

        // In the corner that it leads to nothing moves.
        Assert.Equal(0, new GameMetrics(game, 0.1).Measure([0, 1]).Residual, 1e-14);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GameMetrics(game, 0));
    }

    [Fact]
    public void Starting_at_the_solution_there_is_no_distance() =>
        Assert.Null(new GameMetrics(new AffineGame([[1]], [[0]])).Measure([1]).Distance);

    [Fact]
    public void Noise_is_that_of_single_data_and_not_of_their_mean()
    {
        var options = new RotationOptions { Strength = 1.7, Lambda = 1, StartX = 5, StartY = -3, Noise = 0.5 };
        IGame game = options.Create(TestProblems.Context(1));
        IGame silent = (options with { Noise = 0 }).Create(TestProblems.Context(1));
        double[] z = new double[2];
        game.Start(z);
        Assert.Equal([5.0, -3.0], z);
        double[] expected = new double[2];
        double[] value = new double[2];
        silent.Local(0).Evaluate(z, [], expected);
        game.Local(0).Evaluate(z, [], value);
        Assert.Equal(expected, value);

        double variance = 0;
        for (int j = 0; j < game.Local(0).SampleCount; j++)
        {
            game.Local(0).Evaluate(z, [j], value);
            variance += (((value[0] - expected[0]) * (value[0] - expected[0])) + ((value[1] - expected[1]) * (value[1] - expected[1]))) / 10_000;
        }

        // 10 000 data: the standard error of the mean of (chi^2 of 2)/4 is 0.005.
        Assert.Equal(0.5, variance, 0.025);
        Assert.Throws<ArgumentException>(() => new NoisyGame(game, 1, 10, 1));
    }
}
