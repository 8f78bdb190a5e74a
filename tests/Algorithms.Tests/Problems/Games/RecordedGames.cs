using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Tests.Problems.Games;

/// <summary>Instances whose constants and solutions are known to many digits, as jobs name them.</summary>
internal static class RecordedGames
{
    public static IGame P1() => Bilinear(0.1).Create(TestProblems.Context(20));

    public static IGame P2() => Bilinear(1).Create(TestProblems.Context(20));

    public static IGame P3() => Bilinear(0.1).Create(TestProblems.Context(100));

    public static IGame Q1() => new QuadraticGameOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 11 }.Create(TestProblems.Context(20));

    public static IGame Q2() =>
        new QuadraticGameOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 13, Spectrum = QuadraticGameSpectrum.Shared }
            .Create(TestProblems.Context(20));

    public static IGame R1() => new RobustLeastSquaresOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 17 }.Create(TestProblems.Context(20));

    public static IGame G1() => new MatrixGameOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 31 }.Create(TestProblems.Context(20));

    /// <summary>The quadratics that compressed gradient methods were measured on.</summary>
    public static IGame Quadratics() =>
        new GradientGame(new DenseQuadraticOptions { Generator = InstanceGenerator.Portable, InstanceSeed = 29 }.Create(TestProblems.Context(10)));

    private static BilinearOptions Bilinear(double zeta) => new() { Generator = InstanceGenerator.Portable, InstanceSeed = 7, Zeta = zeta };
}
