using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

public sealed class NoisyGradientsTests
{
    private readonly IDistributedProblem problem = new QuadraticOptions { Dimension = 700 }.Create(TestProblems.Context(3));

    [Fact]
    public void The_noise_of_an_event_is_the_stream_of_its_address()
    {
        var noisy = new NoisyGradients(problem, 0.5, seed: 42);
        double[] x = TestProblems.Point(700);
        double[] exact = new double[700];
        double[] noise = new double[700];
        double[] gradient = new double[700];
        problem.Local(2).Gradient(x, exact);
        for (int e = 0; e < 3; e++)
        {
            Assert.Equal(e, noisy.NextEvent(2));
            var stream = new RandomStream(42, RandomPurpose.Noise, participant: 2, round: e);
            stream.FillNormal<double>(noise, 0, 0.5);
            VectorKernels.Add<double>(exact, noise, noise);

            noisy.Local(2).Gradient(x, gradient);

            Assert.Equal(noise, gradient);
        }

        Assert.Equal(0, noisy.NextEvent(1));
        noisy.Resume(2, 2);
        noisy.Local(2).Gradient(x, [], gradient);
        Assert.Equal(noise, gradient);
    }

    [Fact]
    public void Its_mean_and_deviation_are_right()
    {
        const double Deviation = 3;
        var noisy = new NoisyGradients(problem, Deviation, seed: 1);
        double[] x = problem.Solution!.Point.ToArray();
        double[] exact = new double[700];
        double[] gradient = new double[700];
        problem.Local(0).Gradient(x, exact);
        double sum = 0;
        double squares = 0;
        for (int e = 0; e < 200; e++)
        {
            noisy.Local(0).Gradient(x, gradient);
            VectorKernels.Subtract<double>(gradient, exact, gradient);
            sum += gradient.Sum();
            squares += VectorKernels.SumOfSquares<double>(gradient);
        }

        Assert.Equal(0, sum / 140_000, 5 * Deviation / Math.Sqrt(140_000));
        Assert.Equal(Deviation, Math.Sqrt(squares / 140_000), 0.03);
    }

    [Fact]
    public void All_else_is_the_problem_itself()
    {
        var noisy = new NoisyGradients(problem, 1, seed: 1);
        Assert.Equal(problem.Smoothness, noisy.Smoothness);
        Assert.Equal(problem.StrongConvexity, noisy.StrongConvexity);
        Assert.Equal((3, 700), (noisy.Nodes, noisy.Dimension));
        Assert.Same(problem.Solution, noisy.Solution);
        Assert.Same(problem.Regulariser, noisy.Regulariser);
        Assert.Same(problem.Local(1).Conjugate, noisy.Local(1).Conjugate);
        double[] x = TestProblems.Point(700);
        Assert.Equal(problem.Local(1).Value(x), noisy.Local(1).Value(x));
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoisyGradients(problem, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoisyGradients(problem, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoisyGradients(problem, 1, 1).Resume(0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoisyGradients(problem, 1, 1).Local(3));
    }
}
