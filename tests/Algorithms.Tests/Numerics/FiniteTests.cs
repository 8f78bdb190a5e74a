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

    [Fact]
    public void SinglesAreCopiedAndLookedAt() => Copies<float>((1 << 21) + 37);

    [Fact]
    public void DoublesAreCopiedAndLookedAt() => Copies<double>((1 << 20) + 37);

    [Fact]
    public void HalvesAreCopiedAndLookedAt() => Copies<Half>((1 << 22) + 37);

    [Fact]
    public void A_copy_has_the_length_of_the_source_and_a_place_of_its_own()
    {
        float[] x = new float[8];
        Assert.Throws<ArgumentException>(() => VectorKernels.CopyFinite<float>(x, new float[7]));
        Assert.Throws<ArgumentException>(() => VectorKernels.CopyFinite<float>(x.AsSpan(0, 4), x.AsSpan(1, 4)));
    }

    /// <param name="longest">A length that no cache keeps.</param>
    private static void Copies<T>(int longest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int length in TestVectors.Lengths.Append(longest))
        {
            // Neither begins where registers would like it.
            T[] x = TestVectors.Normal<T>(length + 1, 1);
            T[] y = new T[length + 5];
            Span<T> source = x.AsSpan(1);
            Span<T> target = y.AsSpan(3, length);
            Assert.True(VectorKernels.CopyFinite<T>(source, target));
            Assert.True(source.SequenceEqual(target));
            Assert.Equal([T.Zero, T.Zero, T.Zero], y[..3]);
            Assert.Equal([T.Zero, T.Zero], y[^2..]);

            for (int position = 0; position < length; position += Math.Max(1, length / 11))
            {
                foreach (T bad in new[] { T.NaN, T.NegativeInfinity })
                {
                    T there = source[position];
                    source[position] = bad;
                    Assert.False(VectorKernels.CopyFinite<T>(source, target));
                    Assert.Equal(bad, target[position]);
                    source[position] = there;
                }
            }

            if (length > 0)
            {
                source[^1] = T.PositiveInfinity;
                Assert.False(VectorKernels.CopyFinite<T>(source, target));
            }
        }
    }

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
