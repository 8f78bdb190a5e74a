using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public sealed class SymmetricSpectrumTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(60)]
    public void It_agrees_with_Jacobi(int n)
    {
        double[] matrix = Symmetric(n);
        var jacobi = SymmetricEigen.Of(n, matrix);
        double[] values = SymmetricSpectrum.ValuesOf(n, [.. matrix]);

        for (int k = 0; k < n; k++)
            Assert.Equal(jacobi.Values[n - 1 - k], values[k], 1e-12 * n);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(60)]
    public void Vectors_are_orthonormal_and_give_the_matrix_back(int n)
    {
        double[] matrix = Symmetric(n);
        var spectrum = SymmetricSpectrum.Of(n, [.. matrix]);

        Assert.Equal(SymmetricSpectrum.ValuesOf(n, [.. matrix]), spectrum.Values.ToArray());
        for (int k = 0; k < n; k++)
        {
            for (int l = 0; l <= k; l++)
                Assert.Equal(k == l ? 1 : 0, VectorKernels.Dot(spectrum.Vector(k), spectrum.Vector(l)), 1e-13 * n);
            for (int i = 0; i < n; i++)
                Assert.Equal(spectrum.Values[k] * spectrum.Vector(k)[i], VectorKernels.Dot<double>(matrix.AsSpan(i * n, n), spectrum.Vector(k)), 1e-12 * n);
        }
    }

    [Fact]
    public void Equal_eigenvalues_are_no_trouble()
    {
        // 8 I - 11^T: 0 once, 8 seven times.
        double[] matrix = new double[64];
        Array.Fill(matrix, -1);
        for (int i = 0; i < 8; i++)
            matrix[i * 9] = 7;
        double[] values = SymmetricSpectrum.ValuesOf(8, matrix);

        Assert.Equal(0, values[0], 1e-13);
        Assert.All(values[1..], value => Assert.Equal(8, value, 1e-13));
        Assert.Equal([0, 0, 0], SymmetricSpectrum.ValuesOf(3, new double[9]));
    }

    [Fact]
    public void The_factor_of_Cholesky_solves_inverts_and_refuses()
    {
        const int N = 23;
        double[] root = Symmetric(N);
        double[] matrix = new double[N * N];
        MatrixMultiply.MultiplyTransposeA<double>(root, root, matrix, N, N, N);
        for (int i = 0; i < N; i++)
            matrix[i * (N + 1)] += 1;
        var factor = new CholeskyFactor(N);
        Assert.True(factor.TryFactor(matrix));

        double[] inverse = new double[N * N];
        double[] product = new double[N * N];
        factor.Invert(inverse);
        MatrixMultiply.Multiply<double>(matrix, inverse, product, N, N, N);
        double[] x = [.. Enumerable.Range(0, N).Select(i => (double)i)];
        double[] b = new double[N];
        for (int i = 0; i < N; i++)
        {
            for (int j = 0; j < N; j++)
                Assert.Equal(i == j ? 1 : 0, product[(i * N) + j], 1e-10);
            b[i] = VectorKernels.Dot<double>(matrix.AsSpan(i * N, N), x);
        }

        factor.Solve(b);
        Assert.All(b.Zip(x), pair => Assert.Equal(pair.Second, pair.First, 1e-9));
        double logarithms = SymmetricSpectrum.ValuesOf(N, [.. matrix]).Sum(Math.Log);
        Assert.Equal(logarithms, factor.LogDeterminant(), 1e-10);

        matrix[^1] = -1;
        Assert.False(factor.TryFactor(matrix));
        matrix[^1] = double.NaN;
        Assert.False(factor.TryFactor(matrix));
    }

    private static double[] Symmetric(int n)
    {
        var stream = new RandomStream(7, RandomPurpose.DataGeneration, n);
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                matrix[(i * n) + j] = matrix[(j * n) + i] = stream.NextNormal();
        }

        return matrix;
    }
}
