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

    public static RoundRunner<double> Start(RoundAlgorithmOptions options, double[]? start = null) =>
        new(options.Create<double>(), Oracles(), start ?? [0, 0]);

    /// <summary>Runs rounds with everybody until nothing moves any more.</summary>
    public static double[] Limit(RoundRunner<double> run, int rounds = 5000)
    {
        run.RunAll(rounds);
        return run.Model.ToArray();
    }

    /// <summary>Checks x_1, x_2, x_3 to 1e-9 and the limit to the digits that are given of it.</summary>
    /// <param name="options">The algorithm.</param>
    /// <param name="iterates">x_1, x_2, x_3, one after the other.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="tolerance">How far the limit may be off.</param>
    public static void Golden(RoundAlgorithmOptions options, double[] iterates, double[] limit, double tolerance = 1e-9)
    {
        RoundRunner<double> run = Start(options);
        for (int round = 0; round < 3; round++)
        {
            run.RunAll(1);
            Near(iterates[(2 * round)..(2 * round + 2)], run.Model, 1e-9);
        }

        Near(limit, Limit(run), tolerance);
    }

    /// <summary>Checks that two algorithms go the same way, bit for bit.</summary>
    public static void SameBits(RoundAlgorithmOptions expected, RoundAlgorithmOptions actual)
    {
        RoundRunner<double> one = Start(expected, [0.3, -0.2]);
        RoundRunner<double> other = Start(actual, [0.3, -0.2]);
        for (int round = 0; round < 20; round++)
        {
            one.RunAll(1);
            other.RunAll(1);
            Assert.Equal(one.Model.ToArray(), other.Model.ToArray());
        }
    }

    /// <summary>
    /// Three quadratics that call themselves sets of 4, 7 and 12 samples, so that workers take different numbers of local steps,
    /// and the minimiser of their sum.
    /// </summary>
    public static (ILocalOracle<double>[] Oracles, double[] Solution) Uneven()
    {
        double[][] a = [[1, 4], [3, 1], [2, 0.5]];
        double[][] b = [[1, 0], [-1, 2], [0.5, -3]];
        int[] counts = [4, 7, 12];
        double[] solution = [.. Enumerable.Range(0, 2).Select(j => a.Zip(b, (ai, bi) => ai[j] * bi[j]).Sum() / a.Sum(ai => ai[j]))];
        return ([.. counts.Select((n, i) => new SampledOracle(new QuadraticOracle<double>(a[i], b[i]), n))], solution);
    }

    public static void Near(double[] expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int j = 0; j < expected.Length; j++)
            Assert.Equal(expected[j], actual[j], tolerance);
    }

    private sealed class SampledOracle(ILocalOracle<double> inner, int sampleCount) : ILocalOracle<double>
    {
        public int Dimension => inner.Dimension;

        public int SampleCount => sampleCount;

        public double Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient) =>
            inner.Gradient(point, [], gradient);
    }
}
