using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

public sealed class QuadraticPenaltyGameTests
{
    private static readonly QuadraticPenaltyOptions Recorded = new() { Generator = InstanceGenerator.Portable, InstanceSeed = 19, StartSeed = 23 };

    [Fact]
    public void The_recorded_constants_come_out()
    {
        var game = (QuadraticPenaltyGame)Recorded.Create(TestProblems.Context(1));
        Assert.Equal(96.9696, game.FirstSmoothness, 5e-5);
        Assert.Equal(49.8804, game.CouplingNorm, 5e-5);
        Assert.Equal((1.0, 100, 200), (game.SecondConvexity, game.FirstLength, game.Dimension));
    }

    // The accelerated linearised primal-dual method with its safe parameters, tau = mu t/2 and eta = 2 (L_f + |A|^2/mu)/(t + 1): its gaps are known.
    [Theory]
    [InlineData(10, 15.99)]
    [InlineData(100, 0.0986)]
    [InlineData(1000, 6.42e-4)]
    public void The_gaps_of_a_recorded_run_come_out(int steps, double expected)
    {
        var game = (QuadraticPenaltyGame)Recorded.Create(TestProblems.Context(1));
        Assert.Equal(expected, Run(game, steps), 0.006 * expected);
    }

    [Fact]
    public void The_gap_is_not_below_that_of_any_answer()
    {
        var game = (QuadraticPenaltyGame)new QuadraticPenaltyOptions { Dimension = 4, Rows = 3, Largest = 2 }.Create(TestProblems.Context(2));
        double[] z = TestProblems.Point(7);
        game.Set.Project<double>(z);
        double gap = game.Gap(z)!.Value;
        var metrics = new GameMetrics(game);
        double[] value = new double[7];
        for (ulong seed = 0; seed < 200; seed++)
        {
            double[] other = TestProblems.Point(7, seed);
            game.Set.Project<double>(other);
            metrics.Mean(other, value);

            // Monotonicity: <F(u), z - u> <= f(x, y_u) - f(x_u, y) <= gap.
            Assert.True(VectorKernels.Dot<double>(value, z) - VectorKernels.Dot<double>(value, other) <= gap + 1e-12);
        }

        Assert.True(gap > 0);
    }

    private static double Run(QuadraticPenaltyGame game, int steps)
    {
        int n = game.FirstLength;
        double mu = game.SecondConvexity;
        double smoothness = game.FirstSmoothness + (game.CouplingNorm * game.CouplingNorm / mu);
        IOperator local = game.Local(0);
        double[] z = new double[game.Dimension];
        game.Start(z);
        double[] x = z[..n];
        double[] previous = [.. x];
        double[] y = z[n..];
        double[] meanX = [.. x];
        double[] meanY = [.. y];
        double[] zero = new double[z.Length];
        double[] constant = new double[z.Length];
        local.Evaluate(zero, [], constant);
        double[] value = new double[z.Length];
        double sum = 0;
        for (int t = 1; t <= steps; t++)
        {
            double weight = (t + 1) / 2.0;
            double theta = t == 1 ? 0 : t / 2.0 / weight;
            sum += weight;
            double beta = sum / weight;
            double tau = mu * t / 2;
            double eta = 2 * smoothness / (t + 1);

            // y: (mu + tau) y = A x_theta - b + tau y_t; the operator at (x_theta, 0) has b - A x_theta in its second half.
            double[] at = new double[z.Length];
            for (int k = 0; k < n; k++)
                at[k] = x[k] + (theta * (x[k] - previous[k]));
            local.Evaluate(at, [], value);
            for (int j = 0; j < y.Length; j++)
                y[j] = ((tau * y[j]) - value[n + j]) / (mu + tau);
            BallProjection.Project<double>(y, 1);

            // x: the operator at (xmd, y) has grad f(xmd) + A^T y in its first half.
            for (int k = 0; k < n; k++)
                at[k] = ((1 - (1 / beta)) * meanX[k]) + (x[k] / beta);
            y.CopyTo(at, n);
            local.Evaluate(at, [], value);
            x.CopyTo(previous, 0);
            VectorKernels.Axpy<double>(-1 / eta, value.AsSpan(0, n), x);
            BallProjection.Project<double>(x, 1);
            VectorKernels.ScaledSum<double>(1 - (1 / beta), meanX, 1 / beta, x, meanX);
            VectorKernels.ScaledSum<double>(1 - (1 / beta), meanY, 1 / beta, y, meanY);
        }

        return game.Gap([.. meanX, .. meanY])!.Value;
    }
}
