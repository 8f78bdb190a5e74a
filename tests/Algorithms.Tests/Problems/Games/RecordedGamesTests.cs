using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class RecordedGamesTests
{
    [Fact]
    public void P1()
    {
        IGame game = RecordedGames.P1();
        Assert.Equal((20, 100), (game.Nodes, game.Dimension));
        GameConstants constants = game.Constants;
        Near(1.941783, constants.Lipschitz);
        Near(1.950373, constants.MeanLipschitz);
        Near(0.05, constants.StrongMonotonicity, 1e-15);
        Near(0.05, constants.AverageMonotonicity, 1e-14);
        Near(constants.Lipschitz * constants.Lipschitz / 0.05, constants.AverageCocoercivity, 1e-10);
        Solves(game, 11.817501, -0.12275887, -0.13832351, 0.43465389);

        // y = e_0, then e_1, against y = 0: the first row of A_1.
        double[] at = new double[100];
        double[] origin = new double[100];
        double[] value = new double[100];
        game.Local(0).Evaluate(at, [], origin);
        at[50] = 1;
        game.Local(0).Evaluate(at, [], value);
        Near(0.1332181, value[0] - origin[0], 5e-9);
        (at[50], at[51]) = (0, 1);
        game.Local(0).Evaluate(at, [], value);
        Near(-0.28219451, value[0] - origin[0], 5e-9);
    }

    [Fact]
    public void P2()
    {
        IGame game = RecordedGames.P2();
        Near(1.983313, game.Constants.Lipschitz);
        Near(2.729584, game.Constants.MeanLipschitz);
        Solves(game, 11.904934);
    }

    [Fact]
    public void P3()
    {
        IGame game = RecordedGames.P3();
        Near(1.942624, game.Constants.Lipschitz);
        Near(1.951693, game.Constants.MeanLipschitz);
        Solves(game, 4.044795);
    }

    [Fact]
    public void Q1()
    {
        IGame game = RecordedGames.Q1();
        GameConstants constants = game.Constants;
        Near(0.432387, constants.StrongMonotonicity);
        Near(0.780816, constants.NodeLipschitz.Max());
        Near(1.202176, constants.Cocoercivity);
        Near(72.4621, constants.SampleCocoercivity, 5e-5);
        Solves(game, 0.13525239, 0.01233343);
        Assert.Equal(100, game.Local(0).SampleCount);
    }

    [Fact]
    public void Q2()
    {
        IGame game = RecordedGames.Q2();
        GameConstants constants = game.Constants;
        Near(1.6452904, constants.Cocoercivity);
        Near(0.005, constants.StrongMonotonicity, 1e-14);
        Near(329.06, constants.Cocoercivity / constants.StrongMonotonicity, 5e-3);
        Near(1.5075895, constants.NodeLipschitz.Max());
        Solves(game, 19.029552, 2.50865355, 3.057787, 2.99853394);
    }

    [Fact]
    public void R1()
    {
        IGame game = RecordedGames.R1();
        GameConstants constants = game.Constants;
        Assert.Equal(210, game.Dimension);
        Near(0.49, constants.AverageMonotonicity, 1e-13);
        Near(2.942530, constants.AverageCocoercivity);
        Near(2.892206, constants.Lipschitz);
        Near(9.893431, constants.NodeLipschitz.Max());
        Solves(game, 48.215836, -0.66482124);
        Assert.Equal(0, constants.StrongMonotonicity);
    }

    [Fact]
    public void G1()
    {
        var game = (MatrixGame)RecordedGames.G1();
        double[] value = new double[10];
        double[] row = [0, 0.34603181, 0.50151392, 0.57137654, 0.60276783];
        for (int j = 0; j < 5; j++)
        {
            double[] at = new double[10];
            at[5 + j] = 1;
            new GameMetrics(game).Mean(at, value);
            Near(row[j], value[0], 5e-9);
        }

        // x* is unique; four columns answer it equally well, so that y* is not.
        Assert.Null(game.Solution);
        double[] solution = game.Equilibrium.ToArray();
        double[] expected = [0.24688198, 0, 0.52977507, 0, 0.22334295];
        for (int i = 0; i < 5; i++)
            Near(expected[i], solution[i], 5e-9);
        new GameMetrics(game).Mean(solution, value);
        Near(0.39936953995, VectorKernels.Dot<double>(solution.AsSpan(0, 5), value.AsSpan(0, 5)), 5e-12);
        Near(0, game.Gap(solution)!.Value, 1e-14);

        // A step along the operator from z* is projected back.
        double[] moved = [.. solution];
        VectorKernels.Axpy<double>(-0.3, value, moved);
        game.Set.Project<double>(moved);
        for (int i = 0; i < 10; i++)
            Near(solution[i], moved[i], 1e-14);
    }

    [Fact]
    public void Quadratics_of_compressed_gradients()
    {
        IGame game = RecordedGames.Quadratics();
        GameConstants constants = game.Constants;
        Near(0.6816, constants.Lipschitz, 5e-5);
        Near(0.9829, constants.MeanLipschitz, 5e-5);
        Near(0.3628, constants.AverageMonotonicity, 5e-5);
        double[] solution = game.Solution!.Value.ToArray();
        Near(4.3706, VectorKernels.Norm2<double>(solution), 5e-5);
        Near(-0.27903616, solution[0], 5e-9);
        Near(-0.48854239, solution[1], 5e-9);
    }

    private static void Solves(IGame game, double norm, params ReadOnlySpan<double> first)
    {
        double[] solution = game.Solution!.Value.ToArray();
        Near(norm, VectorKernels.Norm2<double>(solution), 5e-7 * Math.Max(1, norm));
        for (int k = 0; k < first.Length; k++)
            Near(first[k], solution[k], 5e-9);
        Assert.InRange(new GameMetrics(game).Measure(solution).Residual, 0, 1e-12);
    }

    private static void Near(double expected, double actual, double tolerance = 6e-7) => Assert.Equal(expected, actual, tolerance);
}
