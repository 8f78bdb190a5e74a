using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public sealed class CholeskyFactorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(100)]
    public void ASolutionSolves(int n)
    {
        double[] a = PositiveDefinite(n, 5);
        double[] expected = new double[n];
        var stream = new RandomStream(6, RandomPurpose.Noise);
        stream.FillNormal<double>(expected);
        double[] x = new double[n];
        for (int i = 0; i < n; i++)
            x[i] = VectorKernels.Dot<double>(a.AsSpan(i * n, n), expected);

        CholeskyFactor.TryOf(n, a)!.Solve(x);

        for (int i = 0; i < n; i++)
            Assert.Equal(expected[i], x[i], 1e-11);
    }

    [Fact]
    public void AWorkedExample()
    {
        // A = L L^T with L = (2, 0; 1, 3).
        CholeskyFactor factor = CholeskyFactor.TryOf(2, [4, 2, 2, 10])!;
        double[] b = [8, 22];
        factor.Solve(b);
        Assert.Equal([1, 2], b);
    }

    [Theory]
    [InlineData(1.0, 2.0, 1.0)]
    [InlineData(1.0, 1.0, 1.0)]
    [InlineData(0.0, 0.0, 0.0)]
    [InlineData(-1.0, 0.0, 1.0)]
    [InlineData(double.NaN, 0.0, 1.0)]
    public void WhatIsNotPositiveDefiniteHasNoFactor(double a, double b, double c) =>
        Assert.Null(CholeskyFactor.TryOf(2, [a, b, b, c]));

    [Fact]
    public void AMatrixOfLowRankHasNoFactor()
    {
        const int N = 40;
        double[] rows = new double[(N - 1) * N];
        var stream = new RandomStream(7, RandomPurpose.Noise);
        stream.FillNormal<double>(rows);
        double[] gram = new double[N * N];
        MatrixMultiply.MultiplyTransposeA<double>(rows, rows, gram, N, N - 1, N);
        Assert.Null(CholeskyFactor.TryOf(N, gram));
    }

    internal static double[] PositiveDefinite(int n, ulong seed)
    {
        double[] rows = new double[(n + 20) * n];
        var stream = new RandomStream(seed, RandomPurpose.Noise);
        stream.FillNormal<double>(rows);
        double[] gram = new double[n * n];
        MatrixMultiply.MultiplyTransposeA<double>(rows, rows, gram, n, n + 20, n);
        return gram;
    }
}
