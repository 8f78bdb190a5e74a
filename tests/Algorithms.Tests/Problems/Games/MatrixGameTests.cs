using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class MatrixGameTests
{
    [Fact]
    public void Rock_paper_scissors()
    {
        var game = new MatrixGame(3, 3, [[0, 1, -1, -1, 0, 1, 1, -1, 0]]);
        Assert.All(game.Solution!.Value.ToArray(), share => Assert.Equal(1.0 / 3, share, 1e-14));
        Assert.Equal(2, game.Gap([1, 0, 0, 0, 0, 1]));
        Assert.Equal(Math.Sqrt(3), game.Constants.Lipschitz, 1e-14);
        Assert.Equal((0.0, double.PositiveInfinity), (game.Constants.StrongMonotonicity, game.Constants.Cocoercivity));
    }

    [Fact]
    public void A_saddle_entry_is_played_alone()
    {
        // x makes it small: row 1, against which column 0 is best.
        var game = new MatrixGame(2, 3, [[5, 6, 7, 4, 2, 1]]);
        Assert.Equal([0.0, 1.0, 1.0, 0.0, 0.0], game.Solution!.Value.ToArray());
    }

    [Fact]
    public void Of_several_equilibria_none_is_the_solution()
    {
        var game = new MatrixGame(2, 2, [[1, 1, 1, 1]]);
        Assert.Null(game.Solution);
        Assert.Equal(0, game.Gap(game.Equilibrium.Span)!.Value, 1e-15);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 8)]
    [InlineData(9, 4)]
    [InlineData(30, 30)]
    public void Random_games_are_solved(int rows, int columns)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            double[] matrix = TestProblems.Point(rows * columns, seed);
            var game = new MatrixGame(rows, columns, [matrix]);
            double[] solution = game.Solution!.Value.ToArray();
            Assert.Equal(0, game.Gap(solution)!.Value, 1e-11);
            Assert.InRange(new GameMetrics(game, 0.1).Measure(solution).Residual, 0, 1e-9);
            Assert.True(solution.Min() >= 0);
        }
    }

    [Fact]
    public void The_gap_is_what_best_answers_gain()
    {
        var game = (MatrixGame)RecordedGames.G1();
        double[] z = new double[10];
        ((IGame)game).Start(z);
        Assert.Equal(0.2, z[7]);
        double[] value = new double[10];
        new GameMetrics(game).Mean(z, value);
        Assert.Equal(-value.AsSpan(5).ToArray().Min() - value.AsSpan(0, 5).ToArray().Min(), game.Gap(z)!.Value, 1e-15);
    }
}
