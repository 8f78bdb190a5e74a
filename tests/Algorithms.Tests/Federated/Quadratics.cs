using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Rounds;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

/// <summary>
/// Problem Q2 of the federated specifications: f_i(x) = 1/2 (x - b_i)^T A_i (x - b_i), A_1 = diag(1, 4), b_1 = (1, 0),
/// A_2 = diag(3, 1), b_2 = (-1, 2), x_0 = 0, K = 5, eta = 0.1, full gradients, no clip, no decay.
/// </summary>
internal static class Quadratics
{
    public static readonly double[] Solution = [-0.5, 0.4];

    public static readonly double[][] Curvatures = [[1, 4], [3, 1]];

    public static readonly double[][] Minima = [[1, 0], [-1, 2]];

    public static ILocalOracle<double>[] Oracles() =>
        [.. Curvatures.Zip(Minima, (a, b) => new QuadraticOracle<double>(a, b))];

    /// <summary>Q2's settings on any algorithm's options.</summary>
    public static TOptions Settings<TOptions>(TOptions options)
        where TOptions : LocalTrainingOptions =>
        (TOptions)(options with
        {
            LocalSteps = 5,
            BatchSize = 0,
            LearningRate = 0.1,
            LearningRateDecay = 1,
            WeightDecay = 0,
            ClipNorm = 0,
        });

    public static RoundRunner<double> Start(AlgorithmOptions options, double[]? start = null) =>
        new(options.Create<double>(), Oracles(), start ?? [0, 0]);

    /// <summary>Runs rounds with everybody until nothing moves any more.</summary>
    public static double[] Limit(RoundRunner<double> run, int rounds = 5000)
    {
        run.RunAll(rounds);
        return run.Model.ToArray();
    }

    public static void Near(double[] expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int j = 0; j < expected.Length; j++)
            Assert.Equal(expected[j], actual[j], tolerance);
    }
}
