using FsCheck;
using FsCheck.Fluent;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Problems;

/// <summary>What holds for the local functions of every problem.</summary>
public sealed class LocalFunctionTests
{
    public static TheoryData<string> Names => [.. TestProblems.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_is_the_slope_of_the_value(string name)
    {
        IDistributedProblem problem = TestProblems.Of(name);
        int d = problem.Dimension;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Seeds(), seed =>
        {
            ILocalFunction f = problem.Local(seed % problem.Nodes);
            double[] x = TestProblems.Point(d, (ulong)seed);
            double[] direction = TestProblems.Point(d, (ulong)seed + 1_000_000);
            double[] gradient = new double[d];
            f.Gradient(x, gradient);

            const double Step = 1e-4;
            double slope = (f.Value(Moved(x, direction, Step)) - f.Value(Moved(x, direction, -Step))) / (2 * Step);
            double expected = VectorKernels.Dot<double>(gradient, direction);
            double size = VectorKernels.Norm2<double>(gradient) * VectorKernels.Norm2<double>(direction);
            return Math.Abs(slope - expected) <= 1e-6 * (size + f.Value(x) + 1);
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_constants_bound_how_the_gradient_changes(string name)
    {
        IDistributedProblem problem = TestProblems.Of(name);
        int d = problem.Dimension;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Seeds(), seed =>
        {
            ILocalFunction f = problem.Local(seed % problem.Nodes);
            double[] x = TestProblems.Point(d, (ulong)seed);
            double[] y = TestProblems.Point(d, (ulong)seed + 1_000_000);
            double[] gx = new double[d];
            double[] gy = new double[d];
            f.Gradient(x, gx);
            f.Gradient(y, gy);
            VectorKernels.Subtract<double>(gx, gy, gx);
            VectorKernels.Subtract<double>(x, y, x);
            double distance = VectorKernels.Norm2<double>(x);
            return VectorKernels.Norm2<double>(gx) <= f.Smoothness * distance * (1 + 1e-9)
                && VectorKernels.Dot<double>(gx, x) >= f.StrongConvexity * distance * distance * (1 - 1e-9)
                && f.Smoothness <= problem.Smoothness && f.StrongConvexity >= problem.StrongConvexity;
        }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gradient_of_the_conjugate_undoes_the_gradient(string name)
    {
        IDistributedProblem problem = TestProblems.Of(name);
        if (problem is LogisticProblem || name == "toy")
        {
            Assert.Null(problem.Local(0).Conjugate);
            return;
        }

        for (int node = 0; node < problem.Nodes; node++)
        {
            IConjugate conjugate = problem.Local(node).Conjugate!;
            double[] x = TestProblems.Point(problem.Dimension);
            double[] dual = new double[x.Length];
            problem.Local(node).Gradient(x, dual);

            conjugate.Gradient(dual, dual);

            for (int k = 0; k < x.Length; k++)
                Assert.Equal(x[k], dual[k], 1e-10);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_mean_over_single_samples_is_the_gradient(string name)
    {
        IDistributedProblem problem = TestProblems.Of(name);
        ILocalFunction f = problem.Local(1);
        double[] x = TestProblems.Point(problem.Dimension);
        double[] full = new double[x.Length];
        double[] one = new double[x.Length];
        double[] sum = new double[x.Length];
        f.Gradient(x, full);
        f.Gradient(x, [], one);
        Assert.Equal(full, one);
        if (f.SampleCount == 0)
            return;

        for (int j = 0; j < f.SampleCount; j++)
        {
            f.Gradient(x, [j], one);
            VectorKernels.Axpy<double>(1.0 / f.SampleCount, one, sum);
        }

        double[] all = new double[x.Length];
        f.Gradient(x, [.. Enumerable.Range(0, f.SampleCount)], all);
        for (int k = 0; k < x.Length; k++)
        {
            Assert.Equal(full[k], sum[k], 1e-10 * (1 + Math.Abs(full[k])));
            Assert.Equal(full[k], all[k], 1e-10 * (1 + Math.Abs(full[k])));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_and_conjugates_allocate_nothing(string name)
    {
        IDistributedProblem problem = TestProblems.Of(name);
        var noisy = new NoisyGradients(problem, 0.1, 1);
        ILocalFunction f = problem.Local(0);
        double[] x = TestProblems.Point(problem.Dimension);
        double[] gradient = new double[x.Length];
        int[] samples = [0, 1];
        Ask();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            Ask();
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Ask()
        {
            f.Gradient(x, gradient);
            f.Gradient(x, samples, gradient);
            noisy.Local(0).Gradient(x, gradient);
            f.Conjugate?.Gradient(x, gradient);
            f.Value(x);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Several_threads_get_the_bits_of_one(string name)
    {
        IDistributedProblem problem = TestProblems.Of(name);
        double[] x = TestProblems.Point(problem.Dimension);
        double[] expected = Gradient(problem.Local(0));
        Parallel.For(0, 64, _ => Assert.Equal(expected, Gradient(problem.Local(0))));

        // Made again, it has the same bits, and so has its solution.
        IDistributedProblem again = TestProblems.Of(name);
        Assert.Equal(expected, Gradient(again.Local(0)));
        Assert.Equal(problem.Solution!.Point.ToArray(), again.Solution!.Point.ToArray());

        double[] Gradient(ILocalFunction f)
        {
            double[] gradient = new double[x.Length];
            f.Gradient(x, gradient);
            return gradient;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Wrong_lengths_are_refused(string name)
    {
        ILocalFunction f = TestProblems.Of(name).Local(0);
        double[] right = new double[f.Dimension];
        double[] wrong = new double[f.Dimension + 1];
        Assert.Throws<ArgumentException>(() => f.Gradient(wrong, right));
        Assert.Throws<ArgumentException>(() => f.Gradient(right, wrong));
        Assert.Throws<ArgumentException>(() => f.Gradient(right, [], wrong));
        Assert.Throws<ArgumentException>(() => f.Value(wrong));
    }

    private static Arbitrary<int> Seeds() => Gen.Choose(0, 500_000).ToArbitrary();

    private static double[] Moved(double[] x, double[] direction, double step)
    {
        double[] moved = [.. x];
        VectorKernels.Axpy<double>(step, direction, moved);
        return moved;
    }
}
