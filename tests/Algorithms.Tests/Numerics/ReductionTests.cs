using System.Numerics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class ReductionTests
{
    [Fact]
    public void SinglesEqualTheScalarReference() => EqualsReference<float>();

    [Fact]
    public void DoublesEqualTheScalarReference() => EqualsReference<double>();

    [Fact]
    public void HalvesEqualTheScalarReference() => EqualsReference<Half>();

    [Fact]
    public void SumsOfSinglesAreAccumulatedInDouble()
    {
        // 2^24 + 1 - 2^24 is lost in single precision.
        float[] x = [16777216, 1, -16777216];
        Assert.Equal(1, VectorKernels.Dot<float>(x, [1, 1, 1]));
    }

    [Fact]
    public void NaNAndInfinityGoThrough()
    {
        for (int position = 0; position < 70; position++)
        {
            float[] x = new float[70];
            x[position] = float.NaN;
            Assert.True(double.IsNaN(VectorKernels.Norm2<float>(x)));
            x[position] = float.PositiveInfinity;
            Assert.Equal(double.PositiveInfinity, VectorKernels.Norm2<float>(x));
        }
    }

    [Fact]
    public void NormOfAKnownVector()
    {
        Assert.Equal(5, VectorKernels.Norm2<float>([3, 4]));
        Assert.Equal(0, VectorKernels.Norm2<float>([]));
        Assert.Equal(25, VectorKernels.SquaredDistance<double>([1, 1], [4, 5]));
    }

    private static void EqualsReference<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int length in TestVectors.Lengths)
        {
            T[] x = TestVectors.Normal<T>(length, 1);
            T[] y = TestVectors.Normal<T>(length, 2);
            double[] wideX = Array.ConvertAll(x, double.CreateTruncating);
            double[] wideY = Array.ConvertAll(y, double.CreateTruncating);
            double[] difference = [.. wideX.Zip(wideY, (u, v) => u - v)];

            Assert.Equal(Reference(wideX, wideY), VectorKernels.Dot<T>(x, y));
            Assert.Equal(Reference(wideX, wideX), VectorKernels.SumOfSquares<T>(x));
            Assert.Equal(Math.Sqrt(Reference(wideX, wideX)), VectorKernels.Norm2<T>(x));
            Assert.Equal(Reference(difference, difference), VectorKernels.SquaredDistance<T>(x, y));
        }
    }

    // The definition: 32 partial sums, then halves are added.
    private static double Reference(double[] x, double[] y)
    {
        double[] lanes = new double[32];
        for (int i = 0; i < x.Length; i++)
            lanes[i % 32] = Math.FusedMultiplyAdd(x[i], y[i], lanes[i % 32]);
        for (int half = 16; half > 0; half /= 2)
        {
            for (int lane = 0; lane < half; lane++)
                lanes[lane] += lanes[lane + half];
        }

        return lanes[0];
    }
}
