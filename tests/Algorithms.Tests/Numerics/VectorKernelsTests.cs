using System.Numerics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class VectorKernelsTests
{
    [Fact]
    public void SinglesEqualTheScalarReference() => ElementwiseEqualsReference<float>();

    [Fact]
    public void DoublesEqualTheScalarReference() => ElementwiseEqualsReference<double>();

    [Fact]
    public void HalvesEqualTheScalarReference() => ElementwiseEqualsReference<Half>();

    [Fact]
    public void PartialOverlapIsRefused()
    {
        float[] memory = new float[20];
        Assert.Throws<ArgumentException>(() => VectorKernels.Axpy<float>(1, memory.AsSpan(0, 10), memory.AsSpan(1, 10)));
        Assert.Throws<ArgumentException>(
            () => VectorKernels.Add<float>(memory.AsSpan(0, 10), new float[10], memory.AsSpan(1, 10)));
        Assert.Throws<ArgumentException>(
            () => VectorKernels.Subtract<float>(new float[10], memory.AsSpan(0, 10), memory.AsSpan(1, 10)));
        Assert.Throws<ArgumentException>(
            () => VectorKernels.ScaledSum<float>(1, memory.AsSpan(2, 10), 1, new float[10], memory.AsSpan(1, 10)));
    }

    [Fact]
    public void WrongLengthsAreRefused()
    {
        float[] ten = new float[10];
        float[] nine = new float[9];
        float[] eleven = new float[11];
        Assert.Throws<ArgumentException>(() => VectorKernels.Axpy<float>(1, ten, nine));
        Assert.Throws<ArgumentException>(() => VectorKernels.Add<float>(ten, nine, new float[10]));
        Assert.Throws<ArgumentException>(() => VectorKernels.Add<float>(ten, ten, nine));
        Assert.Throws<ArgumentException>(() => VectorKernels.Subtract<float>(ten, ten, eleven));
        Assert.Throws<ArgumentException>(() => VectorKernels.ScaledSum<float>(1, ten, 1, eleven, nine));
        Assert.Throws<ArgumentException>(() => VectorKernels.Dot<float>(ten, nine));
        Assert.Throws<ArgumentException>(() => VectorKernels.SquaredDistance<float>(ten, nine));
    }

    private static void ElementwiseEqualsReference<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T a = T.CreateTruncating(0.3), b = T.CreateTruncating(-1.7);
        foreach (int length in TestVectors.Lengths)
        {
            foreach (bool special in new[] { false, true })
            {
                T[] x = special ? TestVectors.Special<T>(length, 1) : TestVectors.Normal<T>(length, 1);
                T[] y = special ? TestVectors.Special<T>(length, 2) : TestVectors.Normal<T>(length, 2);

                Check(x, y, (u, v) => u + v, VectorKernels.Add);
                Check(x, y, (u, v) => u - v, VectorKernels.Subtract);
                Check(x, y, (u, v) => T.FusedMultiplyAdd(a, u, b * v), (u, v, d) => VectorKernels.ScaledSum(a, u, b, v, d));

                T[] sum = [.. y];
                VectorKernels.Axpy(a, x, sum);
                Assert.Equal(x.Zip(y, (u, v) => T.FusedMultiplyAdd(u, a, v)), sum);

                T[] scaled = [.. x];
                VectorKernels.Scale(a, scaled);
                Assert.Equal(x.Select(u => u * a), scaled);
            }
        }
    }

    // Into a fresh destination, and over each of the sources.
    private static void Check<T>(T[] x, T[] y, Func<T, T, T> reference, Kernel<T> kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] expected = [.. x.Zip(y, reference)];
        T[] fresh = new T[x.Length];
        T[] overX = [.. x];
        T[] overY = [.. y];

        kernel(x, y, fresh);
        kernel(overX, y, overX);
        kernel(x, overY, overY);

        Assert.Equal(expected, fresh);
        Assert.Equal(expected, overX);
        Assert.Equal(expected, overY);
    }

    private delegate void Kernel<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination);
}
