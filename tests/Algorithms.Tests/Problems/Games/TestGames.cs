using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Tests.Problems.Games;

/// <summary>Every form that a game takes, with a few nodes each.</summary>
internal static class TestGames
{
    public static readonly string[] Names =
    [
        "rotation", "noisy rotation", "bilinear", "quadratic game", "shared quadratic game", "robust least squares", "sparse robust least squares",
        "matrix game", "robust logistic", "robust logistic per sample", "quartic game", "quadratic penalty", "quadratic constraints", "gan", "gradients", "dense",
    ];

    public static IGame Of(string name) => name switch
    {
        "rotation" => new RotationOptions { Dimension = 3, Strength = 2, Lambda = 0.5 }.Create(TestProblems.Context(3)),
        "noisy rotation" => new RotationOptions { Lambda = 1, Noise = 0.5, Samples = 20 }.Create(TestProblems.Context(3)),
        "bilinear" => new BilinearOptions { Dimension = 7 }.Create(TestProblems.Context(3)),
        "quadratic game" => new QuadraticGameOptions { Dimension = 4, Samples = 5 }.Create(TestProblems.Context(3)),
        "shared quadratic game" => new QuadraticGameOptions { Spectrum = QuadraticGameSpectrum.Shared, Dimension = 5 }.Create(TestProblems.Context(3)),
        "robust least squares" => new RobustLeastSquaresOptions { Columns = 4, Rows = 6, Lambda = 3 }.Create(TestProblems.Context(3)),
        "sparse robust least squares" => new RobustLeastSquaresGame(TestProblems.Sparse(), 2),
        "matrix game" => new MatrixGameOptions { Size = 4 }.Create(TestProblems.Context(3)),
        "robust logistic" => new RobustLogisticOptions { Dimension = 4, Samples = 12 }.Create(TestProblems.Context(3)),
        "robust logistic per sample" =>
            new RobustLogisticOptions { Dimension = 3, Samples = 5, Perturbation = Perturbation.PerSample }.Create(TestProblems.Context(3)),
        "quartic game" => new QuarticGameOptions { Dimension = 4 }.Create(TestProblems.Context(3)),
        "quadratic penalty" => new QuadraticPenaltyOptions { Dimension = 5, Rows = 3 }.Create(TestProblems.Context(3)),
        "quadratic constraints" => new QuadraticConstraintsOptions { Dimension = 5, Constraints = 3, Largest = 2 }.Create(TestProblems.Context(3)),
        "gan" => new GanOptions { Samples = 9, Hidden = 5 }.Create(TestProblems.Context(3)),
        "gradients" => new GradientGame(new LeastSquaresOptions { Noise = 1, L2 = 0.1 }.Create(TestProblems.Context(3))),
        "dense" => new AffineGame([[2, 1, -1, 3], [1, 0, 0, 1]], [[1, 2], [3, 4]]),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such game."),
    };

    /// <summary>The length of x in z = (x, y); null where the operator is no saddle function's.</summary>
    public static int? FirstLength(string name, IGame game) => name switch
    {
        "robust least squares" => 4,
        "sparse robust least squares" => 40,
        "robust logistic per sample" => 3,
        "quadratic penalty" or "quadratic constraints" => 5,
        "gan" => ((AdversarialOperator)game.Local(0)).GeneratorLength,
        "gradients" => game.Dimension,
        "dense" => null,
        _ => game.Dimension / 2,
    };
}
