using System.Numerics;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Aggregation.Kernels;

public sealed class GramKernelTests
{
    [Theory]
    [InlineData("random")]
    [InlineData("ties")]
    [InlineData("duplicates")]
    [InlineData("outliers")]
    [InlineData("denormals")]
    [InlineData("zeros")]
    public void Products_are_those_in_double(string kind)
    {
        foreach (int n in KernelData.Counts)
        {
            foreach (int length in KernelData.Lengths.Where(length => n * length <= 100_000))
            {
                Check<float>(n, length, kind, 1e-6);
                Check<double>(n, length, kind, 1e-14);
            }
        }
    }

    [Fact]
    public void Slices_add_up()
    {
        VectorBuffer<float>[] vectors = KernelData.Vectors<float>(7, 3001, "random");
        double[] whole = new double[GramMatrix.UpperLength(7)];
        double[] slices = new double[whole.Length];
        GramKernel.Accumulate(vectors, 0, 3001, whole);
        foreach ((int start, int end) in ((int, int)[])[(0, 1), (1, 1000), (1000, 1000), (1000, 3001)])
            GramKernel.Accumulate(vectors, start, end - start, slices);

        for (int k = 0; k < whole.Length; k++)
            Assert.Equal(whole[k], slices[k], 1e-4);
    }

    [Fact]
    public void A_row_that_is_tiny_in_some_blocks_and_huge_in_others_is_exact()
    {
        VectorBuffer<float>[] vectors = KernelData.Vectors<float>(5, 2048, "random");
        vectors[1].Span[..600].Fill(1e-25f);
        vectors[1].Span[600..1500].Fill(2e30f);
        vectors[3].Span[..700].Clear();

        Check(vectors, 1e-6);
    }

    [Fact]
    public void The_upper_triangle_makes_the_matrix()
    {
        var gram = GramMatrix.FromUpper(3, [1, 2, 3, 4, 5, 6]);

        Assert.Equal([1, 2, 3, 2, 4, 5, 3, 5, 6], gram.Entries.ToArray());
        Assert.Throws<ArgumentException>(() => GramMatrix.FromUpper(3, [1, 2, 3]));
        Assert.Throws<ArgumentException>(() => GramKernel.Accumulate(KernelData.Vectors<float>(3, 4, "random"), 0, 4, new double[5]));
        Assert.ThrowsAny<ArgumentException>(() => GramKernel.Accumulate(KernelData.Vectors<float>(2, 4, "random"), 2, 3, new double[3]));
    }

    private static void Check<T>(int n, int length, string kind, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Check(KernelData.Vectors<T>(n, length, kind, n + length), tolerance);

    private static void Check<T>(VectorBuffer<T>[] vectors, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = vectors.Length;
        double[] sums = new double[GramMatrix.UpperLength(n)];
        GramKernel.Accumulate(vectors, 0, vectors[0].Length, sums);
        var gram = GramMatrix.FromUpper(n, sums);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double expected = VectorKernels.Dot<T>(vectors[i].Span, vectors[j].Span);
                double scale = VectorKernels.Norm2<T>(vectors[i].Span) * VectorKernels.Norm2<T>(vectors[j].Span);
                Assert.True(Math.Abs(gram[i, j] - expected) <= tolerance * scale, $"{typeof(T).Name} n = {n}, d = {vectors[0].Length}, ({i}, {j}): {gram[i, j]:r}, not {expected:r}");
            }
        }
    }
}
