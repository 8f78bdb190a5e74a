using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems.Games;
using Xunit;

namespace Starling.Algorithms.Tests.Problems.Games;

/// <summary>What holds for every game.</summary>
public sealed class GameTests
{
    public static TheoryData<string> Names => [.. TestGames.Names];

    // The derivative of (grad_x f, -grad_y f) is [f_xx, f_xy; -f_yx, -f_yy]: its diagonal blocks are symmetric, the others each other's negative transpose.
    [Theory]
    [MemberData(nameof(Names))]
    public void Operators_are_those_of_saddle_functions(string name)
    {
        IGame game = TestGames.Of(name);
        if (TestGames.FirstLength(name, game) is not { } first)
            return;

        const double Step = 1e-5;
        int n = game.Dimension;
        double[] z = TestProblems.Point(n);
        VectorKernels.Scale(0.5, z);
        double[] jacobian = new double[n * n];
        double[] ahead = new double[n];
        double[] behind = new double[n];
        for (int k = 0; k < n; k++)
        {
            double[] moved = [.. z];
            moved[k] = z[k] + Step;
            game.Local(1).Evaluate(moved, [], ahead);
            moved[k] = z[k] - Step;
            game.Local(1).Evaluate(moved, [], behind);
            for (int i = 0; i < n; i++)
                jacobian[(i * n) + k] = (ahead[i] - behind[i]) / (2 * Step);
        }

        Assert.Contains(jacobian, element => Math.Abs(element) > 1e-3);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                double sign = (i < first) == (k < first) ? 1 : -1;
                Assert.Equal(jacobian[(i * n) + k], sign * jacobian[(k * n) + i], 1e-7);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_mean_over_single_data_is_the_operator(string name)
    {
        IGame game = TestGames.Of(name);
        IOperator local = game.Local(1);
        double[] z = TestProblems.Point(game.Dimension);
        double[] full = new double[z.Length];
        double[] one = new double[z.Length];
        double[] sum = new double[z.Length];
        local.Evaluate(z, [], full);
        local.Evaluate(z, local.SampleCount == 0 ? [] : [.. Enumerable.Range(0, local.SampleCount)], one);
        Near(full, one);
        for (int j = 0; j < local.SampleCount; j++)
        {
            local.Evaluate(z, [j], one);
            VectorKernels.Axpy<double>(1.0 / local.SampleCount, one, sum);
        }

        if (local.SampleCount > 0)
        {
            Near(full, sum);

            // A datum that is drawn twice counts twice.
            double[] twice = new double[z.Length];
            local.Evaluate(z, [2, 2], twice);
            local.Evaluate(z, [2], one);
            Near(one, twice);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_constants_bound_how_operators_change(string name)
    {
        IGame game = TestGames.Of(name);
        GameConstants constants = game.Constants;
        if (double.IsNaN(constants.Lipschitz))
            return;

        Assert.Equal(game.Nodes, constants.NodeLipschitz.Length);
        Assert.InRange(constants.Lipschitz, 0, constants.MeanLipschitz * (1 + 1e-12));
        Assert.True(constants.AverageMonotonicity >= constants.StrongMonotonicity * (1 - 1e-12));
        Assert.True(constants.AverageCocoercivity <= constants.Cocoercivity * (1 + 1e-12));
        Assert.True(constants.SampleCocoercivity >= constants.Cocoercivity * (1 - 1e-12));
        double size = name is "quartic game" ? 0.2 : name.StartsWith("robust logistic", StringComparison.Ordinal) ? 0.1 : 1;
        for (ulong seed = 0; seed < 40; seed++)
        {
            double[] a = TestProblems.Point(game.Dimension, seed);
            double[] b = TestProblems.Point(game.Dimension, seed + 1000);
            VectorKernels.Scale(size, a);
            VectorKernels.Scale(size, b);
            if (name is "quadratic constraints")
            {
                // Its constants are those on C.
                game.Set.Project<double>(a);
                game.Set.Project<double>(b);
            }

            double[] z = new double[a.Length];
            VectorKernels.Subtract<double>(a, b, z);
            double distance = VectorKernels.SumOfSquares<double>(z);
            double[] mean = new double[a.Length];
            double[] difference = new double[a.Length];
            for (int node = 0; node < game.Nodes; node++)
            {
                Difference(game.Local(node), [], a, b, difference);
                VectorKernels.Axpy<double>(1.0 / game.Nodes, difference, mean);
                Holds(difference, constants.NodeLipschitz[node], constants.StrongMonotonicity, constants.Cocoercivity);
                double squares = 0;
                for (int j = 0; j < game.Local(node).SampleCount; j++)
                {
                    Difference(game.Local(node), [j], a, b, difference);
                    Holds(difference, double.PositiveInfinity, 0, constants.SampleCocoercivity);
                    squares += VectorKernels.SumOfSquares<double>(difference) / game.Local(node).SampleCount;
                }

                Assert.True(squares <= constants.SampleLipschitzSquared[node] * distance * (1 + 1e-9));
            }

            Holds(mean, constants.Lipschitz, constants.AverageMonotonicity, constants.AverageCocoercivity);

            void Holds(double[] change, double lipschitz, double monotonicity, double cocoercivity)
            {
                double square = VectorKernels.SumOfSquares<double>(change);
                double product = VectorKernels.Dot<double>(change, z);
                double rounding = 1e-12 * (1 + square + distance);
                Assert.True(square <= (lipschitz * lipschitz * distance) + rounding);
                Assert.True(product >= (monotonicity * distance) - rounding);
                Assert.True(double.IsInfinity(cocoercivity) || square <= (cocoercivity * product) + (rounding * (1 + cocoercivity)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_solution_solves_and_the_start_is_feasible(string name)
    {
        IGame game = TestGames.Of(name);
        var metrics = new GameMetrics(game);
        double[] start = new double[game.Dimension];
        game.Start(start);
        double[] projected = [.. start];
        game.Set.Project<double>(projected);
        Near(start, projected);
        GameMeasurement before = metrics.Measure(start);
        Assert.True(before.Residual > 1e-3);
        Assert.False(before.Gap < 1e-3);
        Assert.Equal(name is "gan" or "quadratic penalty" or "quadratic constraints" or "sparse robust least squares", game.Solution is null);
        if (game.Solution is not { } solution)
        {
            Assert.Null(before.Distance);
            return;
        }

        Assert.Equal(1, before.Distance!.Value);
        GameMeasurement after = metrics.Measure(solution.Span);
        Assert.InRange(after.Residual, 0, 1e-9);
        Assert.Equal(0, after.Distance);
        Assert.False(after.Gap > 1e-12);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operators_allocate_nothing_and_give_the_same_bits_again(string name)
    {
        IGame game = TestGames.Of(name);
        double[] z = TestProblems.Point(game.Dimension);
        double[] value = new double[z.Length];
        int[] samples = game.Local(0).SampleCount == 0 ? [] : [0, 1];
        game.Local(0).Evaluate(z, samples, value);
        game.Local(0).Evaluate(z, [], value);
        double[] expected = [.. value];

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            game.Local(0).Evaluate(z, samples, value);
            game.Local(0).Evaluate(z, [], value);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(expected, value);
        TestGames.Of(name).Local(0).Evaluate(z, [], value);
        Assert.Equal(expected, value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_does_not_fit_is_refused(string name)
    {
        IGame game = TestGames.Of(name);
        double[] right = new double[game.Dimension];
        double[] wrong = new double[game.Dimension + 1];
        Assert.Throws<ArgumentException>(() => game.Local(0).Evaluate(wrong, [], right));
        Assert.Throws<ArgumentException>(() => game.Local(0).Evaluate(right, [], wrong));
        Assert.Throws<ArgumentException>(() => game.Local(0).Evaluate(right, [], right));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Local(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => game.Local(game.Nodes));
    }

    private static void Difference(IOperator local, int[] samples, double[] a, double[] b, double[] difference)
    {
        double[] other = new double[b.Length];
        local.Evaluate(a, samples, difference);
        local.Evaluate(b, samples, other);
        VectorKernels.Subtract<double>(difference, other, difference);
    }

    private static void Near(double[] expected, double[] actual)
    {
        for (int k = 0; k < expected.Length; k++)
            Assert.Equal(expected[k], actual[k], 1e-11 * (1 + Math.Abs(expected[k])));
    }
}
