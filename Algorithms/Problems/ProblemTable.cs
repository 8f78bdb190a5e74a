using Starling.Algorithms.Options;

namespace Starling.Algorithms.Problems;

/// <summary>Every convex problem that a job can name.</summary>
public static class ProblemTable
{
    /// <summary>The kinds, simplest first.</summary>
    public static PartTable<ProblemOptions> All { get; } = new(
        new PartEntry("quadratic", typeof(QuadraticOptions), "Diagonal quadratics of a given condition number, made by a formula"),
        new PartEntry("least-squares", typeof(LeastSquaresOptions),
            "Linear regression, with ridge and l1 weights; generated or of a data set"),
        new PartEntry("logistic", typeof(LogisticOptions), "Logistic regression with a ridge weight; generated or of a data set"));
}
