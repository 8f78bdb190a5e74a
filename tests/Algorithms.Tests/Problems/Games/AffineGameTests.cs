using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class AffineGameTests
{
    [Fact]
    public void The_constants_of_small_matrices_are_those_of_formulas()
    {
        // K = [1, 2; -2, 1]: K^T K = 5 I, symmetric part I, K^-1 + K^-T = (2/5) I.
        GameConstants rotation = new AffineGame([[1, 2, -2, 1]], [[0, 0]]).Constants;
        Assert.Equal(Math.Sqrt(5), rotation.Lipschitz, 1e-14);
        Assert.Equal(1, rotation.StrongMonotonicity, 1e-14);
        Assert.Equal(5, rotation.Cocoercivity, 1e-13);

        // Symmetric: l = L.
        GameConstants symmetric = new AffineGame([[3, 1, 1, 3]], [[0, 0]]).Constants;
        Assert.Equal((4.0, 2.0, 4.0), (Digits(symmetric.Lipschitz), Digits(symmetric.StrongMonotonicity), Digits(symmetric.Cocoercivity)));

        // Skew: no cocoercivity. Singular and symmetric: there is one.
        Assert.Equal(double.PositiveInfinity, new AffineGame([[0, 1, -1, 0]], [[0, 0]]).Constants.Cocoercivity);
        GameConstants singular = new AffineGame([[1, 1, 1, 1]], [[0, 0]]).Constants;
        Assert.Equal((2.0, 0.0, 2.0), (Digits(singular.Lipschitz), singular.StrongMonotonicity, Digits(singular.Cocoercivity)));
    }

    [Fact]
    public void Cocoercivity_of_an_invertible_matrix_is_that_of_its_inverse()
    {
        const int N = 6;
        double[] matrix = TestProblems.Point(N * N);
        for (int i = 0; i < N; i++)
            matrix[(i * N) + i] += 6;
        var factor = LuFactor.TryOf(N, matrix)!;
        double[] symmetric = new double[N * N];
        for (int j = 0; j < N; j++)
        {
            double[] unit = new double[N];
            unit[j] = 1;
            double[] column = factor.Solve(unit);
            for (int i = 0; i < N; i++)
            {
                symmetric[(i * N) + j] += 0.5 * column[i];
                symmetric[(j * N) + i] += 0.5 * column[i];
            }
        }

        double expected = 1 / SymmetricSpectrum.ValuesOf(N, symmetric)[0];
        Assert.Equal(expected, new AffineGame([matrix], [new double[N]]).Constants.Cocoercivity, 1e-11);
    }

    [Fact]
    public void Nodes_may_each_know_a_part()
    {
        var game = new AffineGame([[2, 0, 0, 0], [0, 0, 0, 4]], [[-2, 0], [0, -8]]);
        Assert.Equal(0, game.Constants.StrongMonotonicity);
        Assert.Equal(1, game.Constants.AverageMonotonicity, 1e-14);
        Assert.Equal(4, game.Constants.Cocoercivity, 1e-13);
        Assert.Equal(2, game.Constants.AverageCocoercivity, 1e-14);
        Assert.Equal([1.0, 2.0], game.Solution!.Value.ToArray());
    }

    [Fact]
    public void There_is_no_solution_of_a_singular_matrix_nor_within_a_ball()
    {
        Assert.Null(new AffineGame([[1, 1, 1, 1]], [[0, 0]]).Solution);
        Assert.Null(new AffineGame([[1, 0, 0, 1]], [[0, 0]], FeasibleSet.Balls((2, 1))).Solution);
        Assert.NotNull(new AffineGame([[1, 0, 0, 1]], [[0, 0]], FeasibleSet.Balls((2, double.PositiveInfinity))).Solution);
    }

    [Fact]
    public void What_is_no_game_is_refused()
    {
        Refused("STAR0302", () => new AffineGame([], []));
        Refused("STAR0302", () => new AffineGame([[]], [[]]));
        Refused("STAR0302", () => new AffineGame([[-1]], [[0]]).Constants);
        Refused("STAR0207", () => new AffineGame([[1]], []));
        Refused("STAR0207", () => new AffineGame([[1, 2]], [[0]]));
        Refused("STAR0207", () => new AffineGame([[1], [1, 0, 0, 1]], [[0], [0, 0]]));
        Refused("STAR0205", () => new AffineGame([[double.NaN]], [[0]]));
        Refused("STAR0205", () => new AffineGame([[1]], [[double.PositiveInfinity]]));
        Refused("STAR0302", () => new MatrixGame(2, 2, []));
        Refused("STAR0302", () => new MatrixGame(0, 2, [[]]));
        Refused("STAR0207", () => new MatrixGame(2, 2, [[1]]));
        Refused("STAR0205", () => new MatrixGame(1, 1, [[double.NaN]]));
        Refused("STAR0302", () => new RobustLeastSquaresGame([], 2));
        Refused("STAR0302", () => new RobustLeastSquaresGame(TestProblems.Sparse(), 1));
        Refused("STAR0302", () => new RobustLogisticGame([], 1, 1, Perturbation.Shared));
        Refused("STAR0302", () => new RobustLogisticGame(TestProblems.Sparse(), 0.1, 3.4, Perturbation.Shared));
        Refused("STAR0302", () => new GradientGame(TestProblems.Toy()));
    }

    private static double Digits(double value) => Math.Round(value, 12);

    private static void Refused(string code, Func<object?> make) => Assert.Equal(code, Assert.Throws<StarlingException>(make).Error.Code);
}
