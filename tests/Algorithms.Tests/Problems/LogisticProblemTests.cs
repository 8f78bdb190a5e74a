using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

public sealed class LogisticProblemTests
{
    // Acceptance check A5 of DADAO.
    [Fact]
    public void The_recorded_constants_and_solution_come_out()
    {
        LogisticProblem problem = TestProblems.Logistic();
        Assert.Equal(0.358495, problem.Smoothness, 5e-7);
        Assert.Equal(0.05, problem.StrongConvexity);
        Assert.Equal(7.170, problem.Smoothness / problem.StrongConvexity, 5e-4);

        ProblemSolution solution = problem.Solution!;
        Assert.Equal(0.26039582, VectorKernels.Norm2(solution.Point.Span), 5e-9);
        Assert.Equal(-0.03898733, solution.Point.Span[0], 5e-9);
        Assert.InRange(solution.Residual, 0, 1e-15);
        Assert.InRange(solution.Accuracy, 0, 2e-14);
        Assert.Null(problem.Local(0).Conjugate);
    }

    [Fact]
    public void Values_keep_their_digits_far_from_the_boundary()
    {
        ILocalFunction function = new LogisticProblem([new NodeSamples(1, [1], [1])], 0).Local(0);
        Assert.Equal(Math.Log(2), function.Value([0]), 1e-16);
        Assert.Equal(Math.Exp(-40), function.Value([40]), 1e-32);
        Assert.Equal(800, function.Value([-800]), 1e-12);

        double[] gradient = new double[1];
        function.Gradient([-800], gradient);
        Assert.Equal(-1, gradient[0]);
        function.Gradient([800], gradient);
        Assert.Equal(0, gradient[0]);
        function.Gradient([double.NaN], gradient);
        Assert.True(double.IsNaN(gradient[0]));
    }

    [Fact]
    public void Without_a_ridge_there_is_no_solution()
    {
        IDistributedProblem problem = new LogisticOptions { L2 = 0 }.Create(TestProblems.Context(2));
        Assert.Equal(0, problem.StrongConvexity);
        Assert.Null(problem.Solution);
    }

    [Theory]
    [InlineData(1e-6, 50.0)]
    [InlineData(1e-3, 0.5)]
    [InlineData(10.0, 2.0)]
    public void Newtons_method_gets_there_from_easy_and_separable_classes(double l2, double separation)
    {
        var options = new LogisticOptions { L2 = l2, Separation = separation, Heterogeneity = 3 };
        ProblemSolution solution = options.Create(TestProblems.Context(4)).Solution!;
        Assert.InRange(solution.Residual, 0, 1e-12);
    }

    [Fact]
    public void The_sparse_data_set_a9a_is_solved_over_16_nodes()
    {
        var locator = new DataLocator(TestData.Require("a9a"));
        var options = new LogisticOptions { Data = new A9aDataOptions(), L2 = 1e-3 };

        IDistributedProblem problem = options.Create(new DataContext(locator, 1, 16));

        // 14 binary features a row: L is at most 14/4 + mu.
        Assert.Equal((16, 123), (problem.Nodes, problem.Dimension));
        Assert.Equal(32_561, Enumerable.Range(0, 16).Sum(node => problem.Local(node).SampleCount));
        Assert.InRange(problem.Smoothness, 1.5, 3.501);
        Assert.InRange(problem.Solution!.Residual, 0, 1e-12);
        Assert.InRange(problem.Solution.Accuracy, 0, 1e-9);
        Assert.InRange(problem.Solution.Value, 0.32, 0.35);
    }

    [Fact]
    public void More_than_two_classes_are_refused()
    {
        var locator = new DataLocator(TestData.Require("optdigits"));
        var options = new LogisticOptions { Data = new OptDigitsDataOptions() };
        StarlingException refusal = Assert.Throws<StarlingException>(() => options.Create(new DataContext(locator, 1, 4)));
        Assert.Equal("STAR0210", refusal.Error.Code);
        Assert.Equal("Logistic regression needs two classes; optdigits has 10.", refusal.Message);
    }

    [Fact]
    public void Generated_data_of_too_many_classes_and_nodes_without_rows_are_refused()
    {
        var three = new LogisticOptions { Data = new SyntheticDataOptions { Classes = 3 } };
        Assert.Equal("STAR0210", Assert.Throws<StarlingException>(() => three.Create(TestProblems.Context(2))).Error.Code);

        var none = new LogisticOptions { Data = new SyntheticDataOptions { Classes = 2, Partition = new NothingForTheLast() } };
        StarlingException refusal = Assert.Throws<StarlingException>(() => none.Create(TestProblems.Context(2)));
        Assert.Equal("STAR0206", refusal.Error.Code);
        Assert.Contains("Node 1 ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_minus_1_and_plus_1()
    {
        StarlingException refusal = Assert.Throws<StarlingException>(() => new LogisticProblem([new NodeSamples(1, [1, 1], [1, 0])], 1));
        Assert.Equal("STAR0210", refusal.Error.Code);
    }

    private sealed record NothingForTheLast : PartitionOptions
    {
        public override int[][] Split(DataSource data, int workerCount, ulong seed) =>
            [.. Enumerable.Range(0, workerCount).Select(worker => worker == workerCount - 1 ? [] : new[] { worker })];
    }
}
