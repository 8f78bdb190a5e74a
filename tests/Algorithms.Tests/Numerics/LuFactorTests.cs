using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public sealed class LuFactorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(100)]
    public void The_solution_solves(int n)
    {
        double[] matrix = new double[n * n];
        double[] b = new double[n];
        var stream = new RandomStream(1, RandomPurpose.Noise, n);
        stream.FillNormal<double>(matrix);
        stream.FillNormal<double>(b);

        double[] x = LuFactor.TryOf(n, matrix)!.Solve(b);

        for (int i = 0; i < n; i++)
            Assert.Equal(b[i], VectorKernels.Dot<double>(matrix.AsSpan(i * n, n), x), 1e-11);
    }

    [Fact]
    public void A_zero_on_the_diagonal_is_no_hindrance()
    {
        Assert.Equal([3.0, 2.0], LuFactor.TryOf(2, [0, 1, 1, 0])!.Solve([2, 3]));
    }

    [Fact]
    public void Refinement_mends_what_bad_conditioning_loses()
    {
        // Hilbert's matrix of order 8 has the condition number 1.5e10; the residual is what can be had.
        const int N = 8;
        double[] matrix = new double[N * N];
        for (int k = 0; k < matrix.Length; k++)
            matrix[k] = 1.0 / ((k / N) + (k % N) + 1);
        double[] b = [1, 1, 1, 1, 1, 1, 1, 1];
        double[] x = LuFactor.TryOf(N, matrix)!.Solve(b);
        double size = VectorKernels.Norm2<double>(x);
        for (int i = 0; i < N; i++)
            Assert.Equal(1, VectorKernels.Dot<double>(matrix.AsSpan(i * N, N), x), 1e-15 * size);
    }

    [Theory]
    [InlineData(0.0, 0.0, 0.0, 0.0)]
    [InlineData(1.0, 2.0, 2.0, 4.0)]
    [InlineData(double.NaN, 1.0, 1.0, 1.0)]
    public void A_singular_matrix_has_no_factor(double a, double b, double c, double d) =>
        Assert.Null(LuFactor.TryOf(2, [a, b, c, d]));
}
