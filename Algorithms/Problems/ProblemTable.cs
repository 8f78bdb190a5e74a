using Starling.Algorithms.Options;
using Starling.Algorithms.Problems.Games;

namespace Starling.Algorithms.Problems;

/// <summary>Every problem that a job can name: convex ones, then games.</summary>
public static class ProblemTable
{
    /// <summary>The kinds, simplest first.</summary>
    public static PartTable<ProblemOptions> All { get; } = new(
        new PartEntry("quadratic", typeof(QuadraticOptions), "Diagonal quadratics of a given condition number, made by a formula"),
        new PartEntry("dense-quadratic", typeof(DenseQuadraticOptions), "Quadratics with random eigenvalues and bases"),
        new PartEntry("least-squares", typeof(LeastSquaresOptions),
            "Linear regression, with ridge and l1 weights; generated or of a data set"),
        new PartEntry("logistic", typeof(LogisticOptions), "Logistic regression with a ridge weight; generated or of a data set"),
        new PartEntry("rotation", typeof(RotationOptions), "The smallest game that gradient steps cannot solve; with noise where wanted"),
        new PartEntry("bilinear", typeof(BilinearOptions), "Saddle function with a random bilinear coupling and weighted squares"),
        new PartEntry("quadratic-game", typeof(QuadraticGameOptions), "Strongly monotone quadratic game, of random data or of a given condition number"),
        new PartEntry("robust-least-squares", typeof(RobustLeastSquaresOptions),
            "Linear regression whose targets an opponent may move; generated or of a data set"),
        new PartEntry("matrix-game", typeof(MatrixGameOptions), "Zero-sum matrix game on simplices: the policeman and the burglar"),
        new PartEntry("robust-logistic", typeof(RobustLogisticOptions),
            "Logistic regression whose samples an opponent may move; generated or of a data set"),
        new PartEntry("quartic-game", typeof(QuarticGameOptions), "Saddle function of second and fourth powers; with noise where wanted"),
        new PartEntry("quadratic-penalty", typeof(QuadraticPenaltyOptions), "Quadratic with a price on linear equations, on unit balls"),
        new PartEntry("quadratic-constraints", typeof(QuadraticConstraintsOptions), "Quadratic under convex quadratic constraints, on balls, with their multipliers"),
        new PartEntry("gan", typeof(GanOptions), "Generator and discriminator, two small networks, on points of the plane"));
}
