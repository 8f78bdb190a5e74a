using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Variational;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class RobustProblemsTests
{
    [Fact]
    public void Nodes_with_different_numbers_of_rows_have_constants_that_bound()
    {
        NodeSamples[] nodes = [Rows(3, 1), Rows(8, 2), Rows(5, 3)];
        var game = new RobustLeastSquaresGame(nodes, 3);
        double[] solution = game.Solution!.Value.ToArray();
        Assert.InRange(new GameMetrics(game).Measure(solution).Residual, 0, 1e-12);

        // The dense matrix of F tells what the constants are.
        int n = game.Dimension;
        double[] matrix = new double[n * n];
        double[] origin = new double[n];
        double[] value = new double[n];
        var metrics = new GameMetrics(game);
        metrics.Mean(new double[n], origin);
        for (int k = 0; k < n; k++)
        {
            double[] unit = new double[n];
            unit[k] = 1;
            metrics.Mean(unit, value);
            for (int i = 0; i < n; i++)
                matrix[(i * n) + k] = value[i] - origin[i];
        }

        var exact = OperatorConstants.Of(n, matrix);
        Assert.InRange(game.Constants.Lipschitz, exact.Lipschitz * (1 - 1e-12), 3 * exact.Lipschitz);
        Assert.InRange(game.Constants.AverageCocoercivity, exact.Cocoercivity * (1 - 1e-12), 3 * exact.Cocoercivity);
        Assert.Equal(exact.Monotonicity, game.Constants.AverageMonotonicity, 1e-12);
    }

    [Fact]
    public void Standardised_columns_have_mean_0_and_variance_1()
    {
        NodeSamples[] nodes = StandardisedSamples.Of([Rows(30, 4), Rows(20, 5)]);
        for (int k = 0; k < 4; k++)
        {
            double sum = 0;
            double square = 0;
            foreach (NodeSamples node in nodes)
            {
                double[] row = new double[4];
                for (int t = 0; t < node.Count; t++)
                {
                    node.CopyTo(row, t);
                    sum += row[k];
                    square += row[k] * row[k];
                }
            }

            Assert.Equal(0, sum, 1e-12);
            Assert.Equal(50, square, 1e-11);
        }

        double[] flat = [7, 1, 7, 3, 7, 5];
        double[] made = new double[2];
        StandardisedSamples.Of([new NodeSamples(2, flat, [0, 0, 0])])[0].CopyTo(made, 0);
        Assert.Equal([0.0, -Math.Sqrt(1.5)], made, (expected, actual) => Math.Abs(expected - actual) < 1e-15);
    }

    [Theory]
    [InlineData(Perturbation.Shared)]
    [InlineData(Perturbation.PerSample)]
    public void The_solution_of_robust_logistic_regression_is_within_the_region_of_its_constants(Perturbation perturbation)
    {
        var options = new RobustLogisticOptions { Dimension = 3, Samples = 8, Perturbation = perturbation };
        IGame game = options.Create(TestProblems.Context(4));
        double[] solution = game.Solution!.Value.ToArray();
        double square = VectorKernels.SumOfSquares<double>(solution.AsSpan(0, 3));
        Assert.InRange(square, 1e-3, 2 * Math.Log(2) / options.Lambda);
        Assert.InRange(VectorKernels.Norm2<double>(solution.AsSpan(3, 3)), 1e-6, Math.Sqrt(square) / options.Beta);
        Assert.Equal(perturbation == Perturbation.Shared, game.Constants.StrongMonotonicity > 0);
        Assert.True(game.Constants.AverageMonotonicity > 0);
    }

    [Fact]
    public void Robust_logistic_regression_needs_two_classes_and_a_price()
    {
        Assert.Equal("beta", Assert.Single(new RobustLogisticOptions { Lambda = 0.01 }.Check()).Path);
        Assert.Empty(new RobustLogisticOptions { Lambda = 0.01, Beta = 40 }.Check());
        var error = Assert.Throws<StarlingException>(() =>
            new RobustLogisticOptions { Data = new SyntheticDataOptions() }.Create(TestProblems.Context(4)));
        Assert.Equal("STAR0210", error.Error.Code);
    }

    // The published protocol with the features of a data set: 200 rows on 20 nodes, lambda 50. Some columns have one value only, so x* is not unique.
    [Theory]
    [InlineData("alpd")]
    [InlineData("past-extragradient")]
    [InlineData("proxskip-gda")]
    public void Robust_least_squares_of_a_data_set_is_solved(string algorithm)
    {
        var locator = new DataLocator(TestData.Require("optdigits"));
        string step = algorithm == "proxskip-gda" ? """, "stepSize": 0.0087, "communicate": 0.15""" : "";
        var job = RunDefinition.Parse($$"""
            { "algorithm": { "kind": "{{algorithm}}"{{step}} }, "workers": { "count": 20 },
              "problem": { "kind": "robust-least-squares", "data": { "kind": "optdigits", "samples": 200, "partition": "iid" } } }
            """);
        GameWork work = job.CreateWork(new DataContext(locator, 1, 20));
        Assert.Equal((20, 264, 10), (work.Game.Nodes, work.Game.Dimension, work.Game.Local(0).SampleCount));
        Assert.Null(work.Game.Solution);
        Assert.True(work.Game.PrimalDual!.Curvatures.IsEmpty);
        RoundRunner<double> run = Instances.Run(work.Game, new ServerPlan<double>(job, work).Algorithm);
        var metrics = new GameMetrics(work.Game);
        double before = metrics.Measure(run.Model).Residual;
        run.RunAll(1000);
        Assert.InRange(metrics.Measure(run.Model).Residual, 0, (algorithm == "alpd" ? 1e-3 : 1e-2) * before);
    }

    private static NodeSamples Rows(int count, ulong seed) =>
        new(4, TestProblems.Point(4 * count, seed), TestProblems.Point(count, seed + 100));
}
