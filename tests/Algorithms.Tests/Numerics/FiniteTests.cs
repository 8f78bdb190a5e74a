using System.Numerics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class FiniteTests
{
    [Fact]
    public void TheFirstBadSingleIsFound() => FindsTheFirst<float>();

    [Fact]
    public void TheFirstBadDoubleIsFound() => FindsTheFirst<double>();

    [Fact]
    public void TheFirstBadHalfIsFound() => FindsTheFirst<Half>();

    private static void FindsTheFirst<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = T.BitDecrement(T.PositiveInfinity);
        foreach (int length in TestVectors.Lengths)
        {
            T[] x = TestVectors.Normal<T>(length, 1);
            if (length > 2)
                (x[0], x[1], x[2]) = (largest, -largest, T.Epsilon);
            Assert.Equal(-1, VectorKernels.FirstNonFinite<T>(x));
            Assert.True(VectorKernels.IsFinite<T>(x));

            for (int position = 0; position < length; position += Math.Max(1, length / 70))
            {
                foreach (T bad in new[] { T.NaN, T.PositiveInfinity, T.NegativeInfinity })
                {
                    T[] spoiled = [.. x];
                    spoiled[position] = bad;
                    spoiled[^1] = bad;
                    Assert.Equal(position, VectorKernels.FirstNonFinite<T>(spoiled));
                    Assert.False(VectorKernels.IsFinite<T>(spoiled));
                }
            }
        }
    }
}
