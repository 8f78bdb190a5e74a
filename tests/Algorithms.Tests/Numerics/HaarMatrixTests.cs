using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public sealed class HaarMatrixTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    public void It_is_orthogonal_and_leaves_an_upper_triangle_with_a_positive_diagonal(int d)
    {
        double[] normals = Normals(d, 4);
        double[] q = HaarMatrix.Of(d, normals);

        double[] identity = new double[d * d];
        MatrixMultiply.MultiplyTransposeA<double>(q, q, identity, d, d, d);
        double[] r = new double[d * d];
        MatrixMultiply.MultiplyTransposeA<double>(q, normals, r, d, d, d);
        for (int i = 0; i < d; i++)
        {
            Assert.True(r[(i * d) + i] > 0);
            for (int j = 0; j < d; j++)
            {
                Assert.Equal(i == j ? 1 : 0, identity[(i * d) + j], 1e-13);
                if (j < i)
                    Assert.Equal(0, r[(i * d) + j], 1e-12);
            }
        }
    }

    [Fact]
    public void A_matrix_of_order_1_is_the_sign()
    {
        Assert.Equal(1, HaarMatrix.Of(1, [3])[0], 1e-15);
        Assert.Equal(-1, HaarMatrix.Of(1, [-3])[0], 1e-15);
    }

    [Fact]
    public void A_symmetric_matrix_has_the_eigenvalues_that_it_was_given()
    {
        double[] matrix = HaarMatrix.Symmetric(3, HaarMatrix.Of(3, Normals(3, 8)), [5, 1, 2]);
        for (int k = 0; k < 9; k++)
            Assert.Equal(matrix[k], matrix[((k % 3) * 3) + (k / 3)]);
        double[] values = SymmetricSpectrum.ValuesOf(3, matrix);
        Assert.Equal(1, values[0], 1e-14);
        Assert.Equal(2, values[1], 1e-14);
        Assert.Equal(5, values[2], 1e-14);
    }

    private static double[] Normals(int d, ulong seed)
    {
        double[] normals = new double[d * d];
        new SplitMix64(seed).FillNormal(normals);
        return normals;
    }
}
