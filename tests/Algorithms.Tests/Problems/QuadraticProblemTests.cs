using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

public sealed class QuadraticProblemTests
{
    // The test problems Q1 and Q2 of DADAO: n = 16, d = 10, kappa = 100.
    [Theory]
    [InlineData(QuadraticSpectrum.Shared, 0.14147794, 0.03667182, 0.0647478)]
    [InlineData(QuadraticSpectrum.Rotated, 0.51681380, -0.01182468, 0.15791241)]
    public void The_recorded_solutions_come_out(QuadraticSpectrum spectrum, double norm, double first, double second)
    {
        IDistributedProblem problem = new QuadraticOptions { Spectrum = spectrum }.Create(TestProblems.Context(16));

        ProblemSolution solution = problem.Solution!;
        Assert.Equal(norm, VectorKernels.Norm2(solution.Point.Span), 5e-9);
        Assert.Equal(first, solution.Point.Span[0], 5e-9);
        Assert.Equal(second, solution.Point.Span[1], 5e-8);
        Assert.InRange(solution.Accuracy, 0, 1e-13);
        Assert.Equal((16, 10, 100.0, 1.0), (problem.Nodes, problem.Dimension, problem.Smoothness, problem.StrongConvexity));
        Assert.True(problem.Regulariser.IsZero);
        Assert.Same(solution, problem.Solution);
    }

    [Theory]
    [InlineData(QuadraticSpectrum.Shared)]
    [InlineData(QuadraticSpectrum.Rotated)]
    public void The_gradient_is_that_of_the_formula(QuadraticSpectrum spectrum)
    {
        IDistributedProblem problem = new QuadraticOptions { Spectrum = spectrum, Condition = 1000 }.Create(TestProblems.Context(16));
        double[] x = TestProblems.Point(10);
        double[] gradient = new double[10];
        for (int i = 0; i < 16; i++)
        {
            problem.Local(i).Gradient(x, gradient);
            double value = 0;
            for (int k = 0; k < 10; k++)
            {
                int power = spectrum == QuadraticSpectrum.Shared ? k : (k + i) % 10;
                double h = Math.Pow(1000, power / 9.0);
                double distance = x[k] - Math.Sin(1 + (10 * i) + k);
                Assert.Equal(h * distance, gradient[k], 1e-12 * h);
                value += h * distance * distance / 2;
            }

            Assert.Equal(value, problem.Local(i).Value(x), 1e-11 * value);
            Assert.Equal(1000, problem.SmoothnessOf(i));
        }
    }

    [Fact]
    public void Normal_centers_depend_on_the_seed_and_the_node_alone()
    {
        var options = new QuadraticOptions { Centers = QuadraticCenters.Normal };
        double[] four = Minimum(options.Create(TestProblems.Context(4)).Local(3));

        Assert.Equal(four, Minimum(options.Create(TestProblems.Context(9)).Local(3)));
        Assert.NotEqual(four, Minimum(options.Create(TestProblems.Context(4, seed: 2)).Local(3)));
        Assert.NotEqual(four, Minimum(options.Create(TestProblems.Context(4)).Local(2)));
        Assert.InRange(VectorKernels.SumOfSquares<double>(four), 0.5, 40);
    }

    [Fact]
    public void One_curvature_has_no_spread()
    {
        Assert.Empty(new QuadraticOptions { Dimension = 1, Condition = 1 }.Check());
        Assert.Equal("condition", Assert.Single(new QuadraticOptions { Dimension = 1 }.Check()).Path);
        Assert.Equal(1, new QuadraticOptions { Dimension = 1, Condition = 1 }.Create(TestProblems.Context(2)).Smoothness);
    }

    [Fact]
    public void What_is_no_convex_problem_is_refused()
    {
        Refused("STAR0302", [[1, 0]], [[0, 0]]);
        Refused("STAR0302", [[1, -1]], [[0, 0]]);
        Refused("STAR0302", [[]], [[]]);
        Refused("STAR0302", [], []);
        Refused("STAR0207", [[1, 2]], [[0]]);
        Refused("STAR0207", [[1, 2], [1]], [[0, 0], [0]]);
        Refused("STAR0207", [[1], [1]], [[0]]);
        Refused("STAR0205", [[1, double.NaN]], [[0, 0]]);
        Refused("STAR0205", [[1, 2]], [[0, double.PositiveInfinity]]);
    }

    [Fact]
    public void There_is_no_node_beyond_the_last()
    {
        IDistributedProblem problem = new QuadraticOptions().Create(TestProblems.Context(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => problem.Local(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => problem.Local(-1));
    }

    private static void Refused(string code, double[][] curvatures, double[][] centers) =>
        Assert.Equal(code, Assert.Throws<StarlingException>(() => new QuadraticProblem(curvatures, centers)).Error.Code);

    private static double[] Minimum(ILocalFunction function)
    {
        double[] point = new double[function.Dimension];
        function.Conjugate!.Gradient(new double[point.Length], point);
        return point;
    }
}
