using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

/// <summary>
/// The bits of operators, constants, solutions and starts: the same on every machine and at every register width, and part of what recorded jobs depend on.
/// </summary>
public sealed class GameBitsTests
{
    [Fact]
    public void Bilinear() => Check("1b3b0acf3ccba456", new BilinearOptions { Dimension = 37 }, new BilinearOptions { Generator = InstanceGenerator.Portable });

    [Fact]
    public void Quadratic_games() => Check(
        "4294e6990f4e46ed",
        new QuadraticGameOptions { Samples = 5, Dimension = 9 },
        new QuadraticGameOptions { Spectrum = QuadraticGameSpectrum.Shared, Generator = InstanceGenerator.Portable });

    [Fact]
    public void Robust_problems() => Check(
        "8b281ff3833b220e",
        new RobustLeastSquaresOptions { Rows = 7, Columns = 35 },
        new RobustLeastSquaresOptions { Generator = InstanceGenerator.Portable },
        new RobustLogisticOptions { Samples = 20 },
        new RobustLogisticOptions { Samples = 6, Perturbation = Perturbation.PerSample });

    [Fact]
    public void Matrix_games() => Check("f88ff6400574658b", new MatrixGameOptions(), new MatrixGameOptions { Size = 40, Generator = InstanceGenerator.Portable });

    [Fact]
    public void Further_games() => Check(
        "e1aea7552d5dc7ad",
        new RotationOptions { Lambda = 0.3, Noise = 1, Samples = 40 },
        new QuarticGameOptions(),
        new QuadraticPenaltyOptions { Dimension = 20, Rows = 33, StartSeed = 4 },
        new GanOptions { Samples = 20 });

    [Fact]
    public void Quadratic_constraints() => Check("a502f759d5124660", new QuadraticConstraintsOptions { Dimension = 20, Constraints = 5, StartSeed = 4 });

    private static void Check(string expected, params ReadOnlySpan<GameOptions> games)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (GameOptions options in games)
        {
            IGame game = options.Create(TestProblems.Context(5));
            double[] z = new double[game.Dimension];
            game.Start(z);
            Append(z);
            for (int k = 0; k < z.Length; k++)
                z[k] = DeterministicMath.Cos(1000.0 * k);
            game.Set.Project<double>(z);
            double[] value = new double[z.Length];
            for (int node = 0; node < game.Nodes; node++)
            {
                game.Local(node).Evaluate(z, [], value);
                Append(value);
                game.Local(node).Evaluate(z, [0, 2, 2], value);
                Append(value);
            }

            if (game.Solution is { } solution)
                Append(solution.Span);
            GameConstants constants = game.Constants;
            Append([constants.Lipschitz, constants.AverageMonotonicity, constants.StrongMonotonicity, constants.Cocoercivity, game.Gap(z) ?? 0]);
            Append([constants.AverageCocoercivity, constants.SampleCocoercivity, .. constants.NodeLipschitz, .. constants.SampleLipschitzSquared]);
        }

        Assert.Equal(expected, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);

        void Append(ReadOnlySpan<double> numbers) => hash.AppendData(MemoryMarshal.AsBytes(numbers));
    }
}
