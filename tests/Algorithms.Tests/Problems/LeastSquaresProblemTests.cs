using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

public sealed class LeastSquaresProblemTests
{
    // The recorded figures of the toy composite problem of DProxSGT.
    [Fact]
    public void The_toy_problem_has_its_recorded_constants_and_solution()
    {
        LeastSquaresProblem toy = TestProblems.Toy();
        Assert.Equal(1.571305, toy.Smoothness, 5e-7);
        Assert.Equal(0, toy.StrongConvexity);
        Assert.Equal(0.00655, toy.MeanSpectrum.Smallest, 5e-6);
        Assert.Equal(1.17523, toy.MeanSpectrum.Largest, 5e-6);

        ReadOnlySpan<double> x = toy.Solution!.Point.Span;
        Assert.Equal(0.87319133, x[1], 5e-9);
        Assert.Equal(-1.87141086, x[5], 5e-9);
        Assert.Equal(1.40118269, x[9], 5e-9);
        Assert.Equal(-0.0590868, x[18], 5e-8);
        Assert.Equal(4, x.ToArray().Count(entry => entry != 0));
        Assert.Equal(2.49628642, VectorKernels.Norm2(x), 5e-9);
        Assert.InRange(toy.Solution.Residual, 0, 1e-14);
        Assert.InRange(toy.Solution.Accuracy, 0, 2e-12);

        double[] gradient = new double[20];
        double[] norms = [0.9155, 0.6045, 0.2087, 0.6271, 1.1455];
        for (int node = 0; node < 5; node++)
        {
            toy.Local(node).Gradient(x, gradient);
            Assert.Equal(norms[node], VectorKernels.Norm2<double>(gradient), 5e-5);
        }
    }

    [Fact]
    public void The_solution_is_a_fixed_point_of_a_proximal_step()
    {
        LeastSquaresProblem toy = TestProblems.Toy();
        double[] x = toy.Solution!.Point.ToArray();
        double[] gradient = new double[20];
        ProblemObjective.Gradient(toy, x, gradient, new double[20]);
        double[] next = [.. x];
        double step = 1 / toy.Smoothness;
        VectorKernels.Axpy<double>(-step, gradient, next);
        toy.Regulariser.Prox(step, next, next);

        Assert.InRange(VectorKernels.SquaredDistance<double>(x, next), 0, 1e-28);
        next[3] += 1e-3;
        Assert.True(ProblemObjective.Value(toy, next) > toy.Solution.Value);
    }

    [Fact]
    public void Without_l1_the_gradient_vanishes_at_the_solution()
    {
        IDistributedProblem problem = new LeastSquaresOptions().Create(TestProblems.Context(8));
        ProblemSolution solution = problem.Solution!;
        Assert.InRange(solution.Residual, 0, 1e-10);
        Assert.InRange(solution.Accuracy, 0, 1e-10);
        Assert.True(VectorKernels.Norm2(solution.Point.Span) > 100);
    }

    [Fact]
    public void The_constants_are_2_over_m_times_the_eigenvalues()
    {
        // A = diag(3, 1) twice: A^T A = diag(18, 2), m = 4.
        var node = new NodeSamples(2, [3, 0, 0, 1, 3, 0, 0, 1], [1, 2, 3, 4]);
        var plain = new LeastSquaresProblem([node]);
        Assert.Equal(9, plain.Smoothness, 1e-12);
        Assert.Equal(1, plain.StrongConvexity, 1e-12);

        var scaled = new LeastSquaresProblem([node], scale: 0.5, l2: 0.25);
        Assert.Equal(4.75, scaled.Smoothness, 1e-12);
        Assert.Equal(0.75, scaled.StrongConvexity, 1e-12);

        // f(x) at 0 is the mean of 1, 4, 9, 16.
        Assert.Equal(7.5, plain.Local(0).Value([0, 0]), 1e-14);
    }

    [Fact]
    public void Few_samples_leave_no_convexity_and_no_conjugate()
    {
        IDistributedProblem few = new LeastSquaresOptions { Samples = 5 }.Create(TestProblems.Context(1));
        Assert.Equal(0, few.StrongConvexity);
        Assert.Null(few.Local(0).Conjugate);
        Assert.Null(few.Solution);

        IDistributedProblem ridge = new LeastSquaresOptions { Samples = 5, L2 = 0.5 }.Create(TestProblems.Context(1));
        Assert.Equal(0.5, ridge.StrongConvexity);
        Assert.NotNull(ridge.Local(0).Conjugate);
        Assert.InRange(ridge.Solution!.Residual, 0, 1e-9);
    }

    [Fact]
    public void Generated_nodes_share_the_weights_up_to_a_factor_in_its_range()
    {
        var options = new LeastSquaresOptions { Noise = 0, Dimension = 3, Samples = 20 };
        IDistributedProblem problem = options.Create(TestProblems.Context(30));
        double[] first = Minimum(problem.Local(0));
        double largest = 0;
        for (int node = 0; node < 30; node++)
        {
            double[] minimum = Minimum(problem.Local(node));
            double factor = minimum[0] / first[0];
            Assert.Equal(factor * first[1], minimum[1], 1e-9 * Math.Abs(minimum[1]));
            largest = Math.Max(largest, minimum.Max());
            Assert.InRange(minimum.Max(), 0, 500);
        }

        Assert.InRange(largest, 50, 500);
        IDistributedProblem alike = (options with { FactorLow = 1, FactorHigh = 1 }).Create(TestProblems.Context(2));
        Assert.Equal(Minimum(alike.Local(0))[0], Minimum(alike.Local(1))[0], 1e-9);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Refused("STAR0210", () => new NodeSamples(2, [], []));
        Refused("STAR0210", () => new NodeSamples(0, [], [1]));
        Refused("STAR0207", () => new NodeSamples(2, [1, 2, 3], [1, 2]));
        Refused("STAR0205", () => new NodeSamples(1, [1, double.NaN], [1, 2]));
        Refused("STAR0205", () => new NodeSamples(1, [1, 2], [1, double.NegativeInfinity]));
        Refused("STAR0302", () => new LeastSquaresProblem([new NodeSamples(1, [0], [1])]));
        Refused("STAR0302", () => new LeastSquaresProblem([]));
        Refused("STAR0207", () => new LeastSquaresProblem([new NodeSamples(1, [1], [1]), new NodeSamples(2, [1, 2], [1])]));
        Assert.Equal("factorHigh", Assert.Single(new LeastSquaresOptions { FactorHigh = 0 }.Check()).Path);
        Assert.Equal("samples", Assert.Single(new LeastSquaresOptions { Samples = 10_000_000, Dimension = 1000 }.Check()).Path);
    }

    [Fact]
    public void A_data_set_of_many_classes_has_class_numbers_as_targets()
    {
        var locator = new DataLocator(TestData.Require("optdigits"));
        var options = new LeastSquaresOptions { Data = new OptDigitsDataOptions { Samples = 1000, Constant = true }, L2 = 0.01 };

        IDistributedProblem problem = options.Create(new DataContext(locator, 1, 4));

        Assert.Equal(65, problem.Dimension);
        Assert.Equal(250, problem.Local(0).SampleCount);
        Assert.InRange(problem.Solution!.Residual, 0, 1e-12);
        Assert.InRange(problem.Solution.Value, 0.5, 8);
    }

    private static void Refused(string code, Func<object> make) =>
        Assert.Equal(code, Assert.Throws<StarlingException>(make).Error.Code);

    private static double[] Minimum(ILocalFunction function)
    {
        double[] point = new double[function.Dimension];
        function.Conjugate!.Gradient(new double[point.Length], point);
        return point;
    }
}
