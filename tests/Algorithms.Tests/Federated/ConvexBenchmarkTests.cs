using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.Bench.Federated;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Federated;

/// <summary>
/// The convex benchmark of the FedSpeed specification, 7.3, against its recorded values, and check 9. The specification's table
/// was computed with another program; every digit that it prints must come out.
/// </summary>
public sealed class ConvexBenchmarkTests
{
    private const int Last = 2;

    private static readonly Lazy<ConvexBenchmark> Problem = new(() => new ConvexBenchmark(new DataLocator(TestData.Require("optdigits"))));

    private static readonly Lazy<ConvexResult[]> Results = new(() => ConvexRow.Measure(Problem.Value, ConvexRow.All));

    public static TheoryData<string> Methods => [.. ConvexRow.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_recorded_digit_comes_out(string method)
    {
        TestData.Require("optdigits");
        ConvexRow row = ConvexRow.All.First(row => row.Name == method);
        ConvexResult result = ResultOf(method);

        Assert.Equal(row.Rounds, result.Rounds);
        for (int i = 0; i < ConvexBenchmark.Checkpoints.Length; i++)
        {
            Agrees(row.Gaps[i], result.Gaps[i]);
            Agrees(row.Accuracies[i], 100 * result.Accuracies[i]);
        }
    }

    [Fact]
    public void Check_9_the_corrected_methods_leave_the_others_behind()
    {
        TestData.Require("optdigits");
        double fedAvg = ResultOf("FedAvg").Gaps[Last];

        Assert.True(ResultOf("FedSpeed lambda 10, rho 0").Gaps[Last] < 1e-2 * fedAvg);
        Assert.True(ResultOf("FedSpeed lambda 100, rho 0").Gaps[Last] < 1e-2 * fedAvg);
        Assert.True(ResultOf("SCAFFOLD").Gaps[Last] < 1e-2 * fedAvg);
        Assert.InRange(ResultOf("FedProx mu 0.1").Gaps[Last] / fedAvg, 0.9, 1.1);
        Assert.InRange(ResultOf("FedSpeed lambda 10, rho 0").Rounds[1] ?? 0, 31, 35);
    }

    [Fact]
    public void The_split_is_that_of_the_specification()
    {
        TestData.Require("optdigits");

        Assert.Equal([383, 384, 385, 388, 381, 377, 382, 383, 381, 379], Problem.Value.ClientSizes);
    }

    [Fact]
    public void The_optimum_is_that_of_the_specification()
    {
        TestData.Require("optdigits");
        double[] solution = Minimize(Problem.Value.Oracles());

        Assert.Equal(0.2693213793, Problem.Value.Objective(solution), 5e-11);
        Assert.Equal(ConvexBenchmark.Optimum, Problem.Value.Objective(solution), 1e-13);
        Assert.Equal(15.1309, VectorKernels.Norm2<double>(solution), 5e-5);
        Agrees("94.27", 100 * Problem.Value.Accuracy(solution));
    }

    [Fact]
    public void Weight_decay_is_the_regulariser_of_the_problem()
    {
        TestData.Require("optdigits");
        FedAvgOptions options = ConvexBenchmark.Settings(new FedAvgOptions());
        RoundRunner<double> regularized = Problem.Value.Start(options);
        RoundRunner<double> decayed = Problem.Value.Start(options with { WeightDecay = 1e-3 }, regularization: 0);
        regularized.RunAll(3);
        decayed.RunAll(3);

        Quadratics.Near(regularized.Model.ToArray(), decayed.Model, 1e-13);
    }

    private static ConvexResult ResultOf(string method) =>
        Results.Value[ConvexRow.All.Select(row => row.Name).ToList().IndexOf(method)];

    private static void Agrees(string recorded, double actual)
    {
        // Half a unit of the last digit, and beyond it what two programs may differ by that add in another order.
        double value = ConvexRow.Parse(recorded);
        double tolerance = ConvexRow.HalfUnit(recorded) + (2e-6 * value);
        Assert.True(Math.Abs(actual - value) <= tolerance, $"recorded {recorded}, measured {actual:R}");
    }

    /// <summary>Accelerated gradient descent (Nesterov, strongly convex) on the mean of the oracles, until the gradient vanishes.</summary>
    private static double[] Minimize(ILocalOracle<double>[] oracles)
    {
        const double Step = 0.25;
        double root = Math.Sqrt(1e-3 * Step);
        double momentum = (1 - root) / (1 + root);
        double[] x = new double[oracles[0].Dimension];
        double[] last = new double[x.Length];
        double[] y = new double[x.Length];
        double[] gradient = new double[x.Length];
        double[] mean = new double[x.Length];
        do
        {
            Array.Clear(mean);
            foreach (ILocalOracle<double> oracle in oracles)
            {
                oracle.Gradient(y, [], gradient);
                VectorKernels.Axpy<double>(1.0 / oracles.Length, gradient, mean);
            }

            x.CopyTo(last, 0);
            y.CopyTo(x, 0);
            VectorKernels.Axpy<double>(-Step, mean, x);
            VectorKernels.ScaledSum<double>(1 + momentum, x, -momentum, last, y);
        }
        while (VectorKernels.Norm2<double>(mean) > 1e-8);

        return x;
    }
}
