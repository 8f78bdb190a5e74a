using Starling.Algorithms.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

/// <summary>mu of the average of the functions, against a Hessian of two coordinates that is taken from gradients.</summary>
public sealed class AverageConvexityTests
{
    [Fact]
    public void Of_turned_quadratics_it_is_the_least_mean_curvature()
    {
        IDistributedProblem problem = new QuadraticOptions { Dimension = 3, Condition = 100, Spectrum = QuadraticSpectrum.Rotated }.Create(TestProblems.Context(4));

        // Four nodes turn 1, 10, 100: the first coordinate has 1, 10, 100, 1.
        Assert.Equal(112 / 4.0, problem.AverageConvexity!.Value, 1e-12);
        Assert.Equal(1, problem.StrongConvexity);
        Assert.Equal(1, new QuadraticOptions { Condition = 100 }.Create(TestProblems.Context(4)).AverageConvexity);
    }

    [Fact]
    public void Of_least_squares_it_is_that_of_the_mean_Hessian()
    {
        IDistributedProblem problem = new LeastSquaresOptions { Dimension = 2, Samples = 5, L2 = 0.1 }.Create(TestProblems.Context(6));
        Assert.Equal(Smallest(problem, 1), problem.AverageConvexity!.Value, 1e-10);
        Assert.True(problem.AverageConvexity > 1.1 * problem.StrongConvexity);
        Assert.Equal(problem.AverageConvexity, new NoisyGradients(problem, 1, 1).AverageConvexity);
    }

    [Fact]
    public void Of_logistic_regression_it_is_that_at_the_solution()
    {
        IDistributedProblem problem = new LogisticOptions { Dimension = 2, Samples = 30, L2 = 0.01 }.Create(TestProblems.Context(6));
        Assert.Equal(1, problem.AverageConvexity!.Value / Smallest(problem, 1e-4), 1e-6);
        Assert.True(problem.AverageConvexity > 2 * problem.StrongConvexity);
        Assert.Null(new LogisticOptions { Dimension = 2, Samples = 30, L2 = 0 }.Create(TestProblems.Context(6)).AverageConvexity);
    }

    private static double Smallest(IDistributedProblem problem, double step)
    {
        double[] solution = problem.Solution!.Point.ToArray();
        double[][] columns = [.. Enumerable.Range(0, 2).Select(k =>
        {
            double[] above = Gradient(k, step);
            double[] below = Gradient(k, -step);
            return new[] { (above[0] - below[0]) / (2 * step), (above[1] - below[1]) / (2 * step) };
        })];
        double mean = (columns[0][0] + columns[1][1]) / 2;
        double half = (columns[0][0] - columns[1][1]) / 2;
        return mean - Math.Sqrt((half * half) + (columns[0][1] * columns[1][0]));

        double[] Gradient(int k, double by)
        {
            double[] point = [.. solution];
            point[k] += by;
            double[] gradient = new double[2];
            ProblemObjective.Gradient(problem, point, gradient, new double[2]);
            return gradient;
        }
    }
}
