using System.Numerics;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Numerics;

public class WeightedSumTests
{
    [Fact]
    public void SinglesEqualTheScalarReference() => EqualsReference<float>();

    [Fact]
    public void DoublesEqualTheScalarReference() => EqualsReference<double>();

    [Fact]
    public void HalvesEqualTheScalarReference() => EqualsReference<Half>();

    [Fact]
    public void ASliceOfTheSumIsTheSumOfTheSlices()
    {
        float[][] rows = [.. Enumerable.Range(0, 9).Select(i => TestVectors.Normal<float>(5000, i))];
        double[] weights = TestVectors.Normal<double>(9, 100);
        float[] whole = new float[5000];
        float[] slice = new float[1234];

        VectorKernels.WeightedSum<float>(weights, Memories(rows), whole);
        VectorKernels.WeightedSum<float>(weights, [.. rows.Select(row => (ReadOnlyMemory<float>)row.AsMemory(777, 1234))], slice);

        Assert.Equal(whole[777..(777 + 1234)], slice);
    }

    [Fact]
    public void ARowOfWeightZeroIsNotRead()
    {
        float[] sum = new float[40];
        float[] poison = [.. Enumerable.Repeat(float.NaN, 40)];
        float[] ones = [.. Enumerable.Repeat(1f, 40)];

        VectorKernels.WeightedSum<float>([0, 2], Memories(poison, ones), sum);
        Assert.All(sum, value => Assert.Equal(2, value));
        VectorKernels.WeightedSum<float>([1, 2], Memories(poison, ones), sum);
        Assert.All(sum, value => Assert.Equal(float.NaN, value));
    }

    [Fact]
    public void TheDestinationMayBeOneOfTheRows()
    {
        float[] row = TestVectors.Normal<float>(3000, 1);
        float[] other = TestVectors.Normal<float>(3000, 2);
        float[] expected = new float[3000];
        VectorKernels.WeightedSum<float>([0.25, 0.75], Memories(row, other), expected);

        VectorKernels.WeightedSum<float>([0.25, 0.75], Memories(row, other), row);

        Assert.Equal(expected, row);
    }

    [Fact]
    public void NoRowsSumToZero()
    {
        float[] sum = [1, 2, 3];
        VectorKernels.WeightedSum<float>([], ReadOnlySpan<ReadOnlyMemory<float>>.Empty, sum);
        Assert.Equal([0, 0, 0], sum);
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        float[] memory = new float[30];
        double[] one = [1];
        Assert.Throws<ArgumentException>(() => VectorKernels.WeightedSum<float>([1, 2], Memories(memory), new float[30]));
        Assert.Throws<ArgumentException>(() => VectorKernels.WeightedSum<float>(one, Memories(memory), new float[29]));
        Assert.Throws<ArgumentException>(
            () => VectorKernels.WeightedSum<float>(one, [memory.AsMemory(0, 20)], memory.AsSpan(1, 20)));
        Assert.Throws<ArgumentException>(() => VectorKernels.WeightedSum<float>(one, memory, new float[29]));
        Assert.Throws<ArgumentException>(() => VectorKernels.WeightedSum<float>(one, memory, memory.AsSpan()));
        Assert.Throws<ArgumentException>(() => VectorKernels.AddWeighted<float>(1, memory, new double[29]));
        Assert.Throws<ArgumentException>(() => VectorKernels.Round<float>(new double[29], memory));
    }

    private static void EqualsReference<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (int length in TestVectors.Lengths)
        {
            T[][] rows = [.. Enumerable.Range(0, 5).Select(i => TestVectors.Normal<T>(length, i))];
            double[] weights = TestVectors.Normal<double>(5, 100);
            T[] expected = new T[length];
            for (int j = 0; j < length; j++)
            {
                double sum = 0;
                for (int i = 0; i < rows.Length; i++)
                    sum = Math.FusedMultiplyAdd(weights[i], double.CreateTruncating(rows[i][j]), sum);
                expected[j] = T.CreateTruncating(sum);
            }

            T[] ofRows = new T[length];
            T[] ofMatrix = new T[length];
            T[] streamed = new T[length];
            double[] sums = new double[length];
            VectorKernels.WeightedSum<T>(weights, Memories(rows), ofRows);
            VectorKernels.WeightedSum<T>(weights, (T[])[.. rows.SelectMany(row => row)], ofMatrix);
            for (int i = 0; i < rows.Length; i++)
                VectorKernels.AddWeighted<T>(weights[i], rows[i], sums);
            VectorKernels.Round<T>(sums, streamed);

            Assert.Equal(expected, ofRows);
            Assert.Equal(expected, ofMatrix);
            Assert.Equal(expected, streamed);
        }
    }

    private static ReadOnlyMemory<T>[] Memories<T>(params T[][] rows) => [.. rows.Select(row => (ReadOnlyMemory<T>)row)];
}
