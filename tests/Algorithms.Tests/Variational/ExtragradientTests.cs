using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Variational;
using Xunit;

namespace Starling.Algorithms.Tests.Variational;

/// <summary>Checks E1, E2, E4, E5 and E6 of extragradient.md, section 1; E3 is in <see cref="RotationTests"/>.</summary>
public sealed class ExtragradientTests
{
    [Theory]
    [InlineData(0.5, 1072)]
    [InlineData(0.9, 598)]
    [InlineData(1.0, 538)]
    public void E1_extragradient_takes_the_recorded_iterations(double share, int recorded) =>
        Assert.InRange(Iterations(share, gamma => new Extragradient<double>(new ExtragradientOptions(), gamma, null)), recorded - 1, recorded + 1);

    [Theory]
    [InlineData(0.25, 2142)]
    [InlineData(1.0 / 3, 1607)]
    [InlineData(0.5, 1072)]
    [InlineData(0.57, 941)]
    [InlineData(0.7, -1)]
    public void E1_single_calls_take_the_recorded_iterations(double share, int recorded)
    {
        foreach (long iterations in new[]
        {
            Iterations(share, gamma => new PastExtragradient<double>(new PastExtragradientOptions(), gamma, null)),
            Iterations(share, gamma => new OptimisticGradient<double>(new OptimisticGradientOptions(), gamma, null)),
            Iterations(share, gamma => new ReflectedGradient<double>(new ReflectedGradientOptions(), gamma, null)),
        })
        {
            if (recorded < 0)
                Assert.Equal(-1, iterations);
            else
                Assert.InRange(iterations, recorded - 1, recorded + 1);
        }
    }

    [Fact]
    public void E1_descent_ascent_diverges() =>
        Assert.Equal(-1, Iterations(0.1, gamma => new GradientDescentAscent<double>(new GradientDescentAscentOptions(), gamma, null)));

    [Fact]
    public void E2_past_and_optimistic_agree_without_constraints()
    {
        IGame game = Instances.P1;
        double gamma = 0.5 / game.Constants.Lipschitz;
        RoundRunner<double> past = Instances.Run(game, new PastExtragradient<double>(new PastExtragradientOptions(), gamma, null));
        RoundRunner<double> optimistic = Instances.Run(game, new OptimisticGradient<double>(new OptimisticGradientOptions(), gamma, null));
        for (int round = 0; round < 1000; round++)
        {
            past.RunAll(1);
            optimistic.RunAll(1);
            Assert.True(VectorKernels.SquaredDistance(past.Model, optimistic.Model) < 1e-22);
        }
    }

    [Fact]
    public void E4_stochastic_runs_end_as_far_away_as_recorded()
    {
        double l = Math.Sqrt(1 + (1.7 * 1.7));
        var options = new PastExtragradientOptions { StepSize = 2, Offset = 8 * l };
        double mean = Enumerable.Range(0, 60).Average(run =>
        {
            var runner = new RoundRunner<double>(new PastExtragradient<double>(options, 2, null), [new Noisy(run)], [5.0, -3.0]);
            runner.RunAll(10_001);
            return VectorKernels.SumOfSquares(runner.Model);
        });
        Assert.InRange(10_000 * mean, 0.4, 0.9);
    }

    [Fact]
    public void E5_worst_case_bounds_hold_on_random_monotone_problems()
    {
        // C may be any convex set: simplices, of diameter sqrt 2, scaled so that the start is within 1 of the solution.
        var stream = new RandomStream(1, RandomPurpose.Noise);
        for (int repeat = 0; repeat < 1000; repeat++)
        {
            var problem = new Affine(ref stream, dimension: 6);
            var set = FeasibleSet.Simplices(3, 3);
            double[] start = new double[6];
            stream.FillNormal<double>(start);
            set.Project<double>(start);
            double[] solution = Solve(problem, set, start);
            double distance = Math.Max(1, Math.Sqrt(VectorKernels.SquaredDistance<double>(start, solution)));

            // |x_0 - x*| <= 1 by scaling: steps scale with it.
            Assert.True(LastStep(new PastExtragradient<double>(new PastExtragradientOptions(), 0.25, set), "z") <= 0.0602664 * distance * distance);
            Assert.True(LastStep(new OptimisticGradient<double>(new OptimisticGradientOptions(), 0.25, set), "point") <= 0.0663147 * distance * distance);

            double LastStep(IRoundAlgorithm<double> algorithm, string vector)
            {
                // Round 0 evaluates at x_0, which is its own projection.
                var runner = new RoundRunner<double>(algorithm, [problem], start);
                runner.RunAll(5);
                double[] before = runner.Server(vector).ToArray();
                runner.RunAll(1);
                return VectorKernels.SquaredDistance<double>(before, runner.Server(vector));
            }
        }
    }

    [Fact]
    public void E6_the_operator_is_asked_once_an_iteration_and_once_before()
    {
        IGame game = Instances.P1;
        RoundRunner<double> run = Instances.Run(game, new PastExtragradient<double>(new PastExtragradientOptions(), 0.1, null));
        run.RunAll(101);
        Assert.Equal((100, 101 * 20), (run.Iterations, run.Gradients));
        Assert.Equal((101L * 20 * 800, 101L * 20 * 800), (run.BytesUp, run.BytesDown));
    }

    private static double[] Solve(Affine problem, FeasibleSet set, double[] start)
    {
        double[] z = [.. start];
        double[] half = new double[z.Length];
        double[] f = new double[z.Length];
        double moved = 1;
        for (int iteration = 0; iteration < 20_000 && moved > 1e-22; iteration++)
        {
            problem.Gradient(z, [], f);
            VectorKernels.ScaledSum<double>(1, z, -0.9, f, half);
            set.Project<double>(half);
            problem.Gradient(half, [], f);
            double[] before = [.. z];
            VectorKernels.Axpy<double>(-0.9, f, z);
            set.Project<double>(z);
            moved = VectorKernels.SquaredDistance<double>(before, z);
        }

        return z;
    }

    private static long Iterations(double share, Func<double, IRoundAlgorithm<double>> create)
    {
        IGame game = Instances.P1;
        return Instances.IterationsTo(game, Instances.Run(game, create(share / game.Constants.Lipschitz)), 1e-6, 6000);
    }

    private sealed class Noisy(int run) : ILocalOracle<double>
    {
        private int calls;

        public int Dimension => 2;

        public int SampleCount => 0;

        public double Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient)
        {
            new RandomStream(11, RandomPurpose.Noise, run, calls++).FillNormal(gradient, standardDeviation: 0.5);
            gradient[0] += point[0] + (1.7 * point[1]);
            gradient[1] += (-1.7 * point[0]) + point[1];
            return 0;
        }
    }

    /// <summary>F(z) = K z + b, K = a positive semidefinite and a skew part, of norm at most 1.</summary>
    private sealed class Affine : ILocalOracle<double>
    {
        private readonly double[] k;
        private readonly double[] b;

        public Affine(ref RandomStream stream, int dimension)
        {
            Dimension = dimension;
            double[] g = new double[dimension * dimension];
            double[] s = new double[dimension * dimension];
            stream.FillNormal<double>(g);
            stream.FillNormal<double>(s);
            double weight = stream.NextDouble();
            k = new double[dimension * dimension];
            double norm = 0;
            for (int i = 0; i < dimension; i++)
            {
                for (int j = 0; j < dimension; j++)
                {
                    double gram = 0;
                    for (int l = 0; l < dimension; l++)
                        gram += g[(i * dimension) + l] * g[(j * dimension) + l];
                    double value = (weight * gram) + s[(i * dimension) + j] - s[(j * dimension) + i];
                    k[(i * dimension) + j] = value;
                    norm += value * value;
                }
            }

            VectorKernels.Scale(1 / Math.Sqrt(norm), k);
            b = new double[dimension];
            stream.FillNormal<double>(b);
        }

        public int Dimension { get; }

        public int SampleCount => 0;

        public double Gradient(ReadOnlySpan<double> point, ReadOnlySpan<int> samples, Span<double> gradient)
        {
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = b[i] + VectorKernels.Dot<double>(k.AsSpan(i * Dimension, Dimension), point);
            return 0;
        }
    }
}
