using System.Numerics;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

/// <summary>Every kind of register gives the bits of the scalar chains that the kernels define.</summary>
public class ConvolutionKernelTests
{
    public static TheoryData<int, int, int, int> Shapes => new()
    {
        { 1, 6, 5, 8 }, { 6, 16, 5, 8 }, { 2, 3, 3, 1 }, { 3, 7, 2, 5 }, { 12, 5, 5, 3 }, { 2, 1, 1, 33 }, { 1, 2, 4, 16 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Singles(int inputs, int outputs, int kernel, int count) => WidthsAgree<float>(inputs, outputs, kernel, count);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Doubles(int inputs, int outputs, int kernel, int count) => WidthsAgree<double>(inputs, outputs, kernel, count);

    [Theory]
    [InlineData(8)]
    [InlineData(3)]
    [InlineData(37)]
    public void TheFirstOfEqualsGetsTheGradientAndNobodyAtZero(int count)
    {
        // Four windows of a row of 8: all equal, the last two equal, all negative, the largest is 0.
        float[] upper = [2, 2, 1, 3, -1, -2, 0, -1];
        float[] lower = [2, 2, 3, 3, -1, -5, 0, -3];
        float[] values = [.. upper.Concat(lower).SelectMany(value => Enumerable.Repeat(value, count))];
        float[] pooled = new float[4 * count];
        float[] delta = [.. Enumerable.Repeat(7f, 4 * count)];

        PoolingKernel.Forward<float>(values, 8, count, pooled);
        PoolingKernel.Backward<float>(values, 8, count, pooled, delta);

        float[] expected = [7, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(new float[] { 2, 3, 0, 0 }.SelectMany(value => Enumerable.Repeat(value, count)), pooled);
        Assert.Equal(expected.SelectMany(value => Enumerable.Repeat(value, count)), values);
        Assert.Equal(new float[] { 7, 7, 0, 0 }.SelectMany(value => Enumerable.Repeat(value, count)), delta);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(3)]
    public void NaNStaysNaN(int count)
    {
        for (int place = 0; place < 4; place++)
        {
            float[] values = [.. Enumerable.Range(0, 4 * count).Select(i => i / count == place ? float.NaN : 1)];
            float[] pooled = new float[count];
            PoolingKernel.Forward<float>(values, 2, count, pooled);
            Assert.All(pooled, value => Assert.True(float.IsNaN(value)));
        }
    }

    private static void WidthsAgree<T>(int inputs, int outputs, int kernel, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = new ConvolutionShape(inputs, kernel + 6, kernel + 4, outputs, kernel, 6, 4);
        var taps = new ConvolutionTaps(shape);
        taps.Fit(count + 1);
        taps.Fit(count);
        T[] input = TestVectors.Normal<T>(shape.InLength * count, 1);
        T[] weight = TestVectors.Normal<T>(shape.WeightLength, 2);
        T[] bias = TestVectors.Normal<T>(outputs, 3);
        T[] delta = TestVectors.Normal<T>(shape.OutLength * count, 4);

        T[] output = new T[delta.Length];
        T[] below = new T[input.Length];
        T[] gradient = new T[weight.Length];
        T[] sums = new T[outputs];
        ConvolutionKernel.Forward<T>(shape, count, input, weight, bias, taps, output);
        T[] turned = new T[weight.Length];
        ConvolutionKernel.Turn<T>(shape, weight, turned);
        ConvolutionKernel.InputGradient<T>(shape, count, delta, turned, taps, below);
        ConvolutionWeightKernel.WeightGradient<T>(shape, count, input, delta, taps, gradient, accumulate: false);
        ConvolutionWeightKernel.Sum<T>(delta, sums, accumulate: false);
        T[] pooled = new T[output.Length / 4];
        T[] spread = [.. output];
        T[] above = TestVectors.Normal<T>(pooled.Length, 5);
        PoolingKernel.Forward<T>(output, 4, count, pooled);
        PoolingKernel.Backward<T>(spread, 4, count, pooled, above);

        Assert.Equal(Reference.Forward(shape, count, input, weight, bias), output);
        Assert.Equal(Reference.InputGradient(shape, count, delta, weight), below);
        Assert.Equal(Reference.WeightGradient(shape, count, input, delta), gradient);
        Check<ScalarLanes<T>, T>();
        Check<Lanes128<T>, Vector128<T>>();
        Check<Lanes256<T>, Vector256<T>>();
        Check<Lanes512<T>, Vector512<T>>();

        void Check<TLanes, TVector>()
            where TLanes : ILanes<TVector, T>
            where TVector : struct
        {
            T[] actual = new T[gradient.Length];
            ConvolutionWeightKernel.WeightGradient<TLanes, TVector, T>(shape, count, input, delta, taps, actual, accumulate: false);
            Assert.Equal(gradient, actual);
            ConvolutionWeightKernel.WeightGradient<TLanes, TVector, T>(shape, count, input, delta, taps, actual, accumulate: true);
            Assert.Equal(gradient.Select(value => value + value), actual);
            actual = new T[outputs];
            ConvolutionWeightKernel.Sum<TLanes, TVector, T>(delta, actual, accumulate: false);
            Assert.Equal(sums, actual);
            ConvolutionWeightKernel.Sum<TLanes, TVector, T>(delta, actual, accumulate: true);
            Assert.Equal(sums.Select(value => value + value), actual);
            actual = new T[pooled.Length];
            PoolingKernel.Forward<TLanes, TVector, T>(output, 4, count, actual);
            Assert.Equal(pooled, actual);
            T[] values = [.. output];
            T[] given = TestVectors.Normal<T>(pooled.Length, 5);
            PoolingKernel.Backward<TLanes, TVector, T>(values, 4, count, pooled, given);
            Assert.Equal(spread, values);
            Assert.Equal(above, given);
            if (shape.OutWidth * count < TLanes.Count)
                return;

            actual = [.. bias.SelectMany(value => Enumerable.Repeat(value, output.Length / outputs))];
            ConvolutionKernel.Forward<TLanes, TVector, T>(shape, count, input, weight, taps, actual);
            Assert.Equal(output, actual);
            actual = new T[below.Length];
            ConvolutionKernel.InputGradient<TLanes, TVector, T>(shape, count, delta, turned, taps, actual);
            Assert.Equal(below, actual);
        }
    }

    /// <summary>The order of operations as the kernels' documentation has it.</summary>
    private static class Reference
    {
        public static T[] Forward<T>(ConvolutionShape shape, int count, T[] input, T[] weight, T[] bias)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] output = new T[shape.OutLength * count];
            Each(shape, count, (o, y, x, n) =>
            {
                T sum = bias[o];
                EachTap(shape, (c, i, j, tap) => sum = T.FusedMultiplyAdd(weight[(o * shape.Taps) + tap], input[In(shape, count, c, y + i, x + j, n)], sum));
                output[Out(shape, count, o, y, x, n)] = sum;
            });
            return output;
        }

        public static T[] InputGradient<T>(ConvolutionShape shape, int count, T[] delta, T[] weight)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] below = new T[shape.InLength * count];
            for (int j = 0; j < shape.Kernel; j++)
            {
                for (int i = 0; i < shape.Kernel; i++)
                {
                    for (int place = 0; place < shape.InChannels * shape.OutHeight * shape.OutWidth * count; place++)
                    {
                        (int cell, int n) = Math.DivRem(place, count);
                        (int line, int x) = Math.DivRem(cell, shape.OutWidth);
                        (int c, int y) = Math.DivRem(line, shape.OutHeight);
                        int target = In(shape, count, c, y + i, x + j, n);
                        for (int o = 0; o < shape.OutChannels; o++)
                        {
                            below[target] = T.FusedMultiplyAdd(
                                weight[(((((o * shape.InChannels) + c) * shape.Kernel) + i) * shape.Kernel) + j],
                                delta[Out(shape, count, o, y, x, n)], below[target]);
                        }
                    }
                }
            }

            return below;
        }

        public static T[] WeightGradient<T>(ConvolutionShape shape, int count, T[] input, T[] delta)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T[] gradient = new T[shape.WeightLength];
            int columns = shape.OutWidth * count;
            int whole = columns - (columns % 16);
            for (int o = 0; o < shape.OutChannels; o++)
            {
                EachTap(shape, (c, i, j, tap) =>
                {
                    T[] sums = new T[16];
                    foreach ((int from, int to) in new[] { (0, whole), (whole, columns) })
                    {
                        for (int y = 0; y < shape.OutHeight; y++)
                        {
                            for (int k = from; k < to; k++)
                            {
                                sums[k % 16] = T.FusedMultiplyAdd(
                                    delta[Out(shape, count, o, y, k / count, k % count)],
                                    input[In(shape, count, c, y + i, (k / count) + j, k % count)], sums[k % 16]);
                            }
                        }
                    }

                    for (int width = 8; width > 0; width /= 2)
                    {
                        for (int lane = 0; lane < width; lane++)
                            sums[lane] += sums[lane + width];
                    }

                    gradient[(o * shape.Taps) + tap] = sums[0];
                });
            }

            return gradient;
        }

        private static int In(ConvolutionShape shape, int count, int c, int y, int x, int n) =>
            (((((c * shape.InHeight) + y) * shape.InWidth) + x) * count) + n;

        private static int Out(ConvolutionShape shape, int count, int o, int y, int x, int n) =>
            (((((o * shape.OutHeight) + y) * shape.OutWidth) + x) * count) + n;

        private static void Each(ConvolutionShape shape, int count, Action<int, int, int, int> act)
        {
            for (int place = 0; place < shape.OutLength * count; place++)
            {
                int cell = place / count;
                int line = cell / shape.OutWidth;
                act(line / shape.OutHeight, line % shape.OutHeight, cell % shape.OutWidth, place % count);
            }
        }

        private static void EachTap(ConvolutionShape shape, Action<int, int, int, int> act)
        {
            for (int tap = 0; tap < shape.Taps; tap++)
            {
                int line = tap / shape.Kernel;
                act(line / shape.Kernel, line % shape.Kernel, tap % shape.Kernel, tap);
            }
        }
    }
}
