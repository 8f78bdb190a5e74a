using System.Numerics;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Tests.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Attacks;

public sealed class ForgeryKernelTests
{
    private static readonly Forgery Sample = new() { Weights = [0.5, -1, 0.25, 2, 0], Deviation = -1.5, Sign = 0.75 };

    [Fact]
    public void The_moments_are_those_of_the_example()
    {
        double[] sigma = new double[5];
        double[] population = new double[5];
        double[] sign = new double[5];
        VectorBuffer<double>[] rows = HonestRows.Buffers(HonestRows.Rows);
        ForgeryKernel.WriteMoments(rows, true, 0, sigma, sign);
        ForgeryKernel.WriteMoments(rows, false, 0, population, sign);

        double[] expected = [0.661060, 0.726636, 0.739594, 0.722496, 1.083974];
        double[] expectedOfAll = [0.591270, 0.649923, 0.661513, 0.646220, 0.969536];
        for (int k = 0; k < 5; k++)
        {
            Assert.Equal(expected[k], sigma[k], 1.01e-6);
            Assert.Equal(expectedOfAll[k], population[k], 1.01e-6);
        }

        Assert.Equal([1, -1, 1, 1, -1], sign);
    }

    [Fact]
    public void The_sign_of_zero_is_zero()
    {
        double[] sign = new double[2];
        ForgeryKernel.WriteMoments(HonestRows.Buffers<double>([[1, 0], [-1, 0]]), true, 0, new double[2], sign);

        Assert.Equal([0, 0], sign);
    }

    [Fact]
    public void Columns_are_those_of_the_formula() => CheckFormula<double>(1e-14);

    [Fact]
    public void Columns_of_floats_are_rounded_once() => CheckFormula<float>(1e-6);

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    [InlineData(1024)]
    public void Slices_have_the_bits_of_the_whole(int slice)
    {
        const int Length = 4099;
        VectorBuffer<float>[] rows = Rows<float>(Length);
        float[] whole = new float[Length];
        float[] sigma = new float[Length];
        float[] sign = new float[Length];
        ForgeryKernel.Write(Sample, rows, 0, whole);
        ForgeryKernel.WriteMoments(rows, true, 0, sigma, sign);
        float[] pieces = new float[Length];
        float[] sigmaPieces = new float[Length];
        float[] signPieces = new float[Length];
        for (int start = 0; start < Length; start += slice)
        {
            int length = Math.Min(slice, Length - start);
            ForgeryKernel.Write(Sample, rows, start, pieces.AsSpan(start, length));
            ForgeryKernel.WriteMoments(rows, true, start, sigmaPieces.AsSpan(start, length), signPieces.AsSpan(start, length));
        }

        Assert.Equal(whole, pieces);
        Assert.Equal(sigma, sigmaPieces);
        Assert.Equal(sign, signPieces);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        VectorBuffer<double>[] rows = Rows<double>(3);

        Assert.Throws<ArgumentException>(() => ForgeryKernel.Write(Sample, rows[..4], 0, new double[3]));
        Assert.Throws<ArgumentException>(() => ForgeryKernel.Write(new Forgery { Weights = [] }, Array.Empty<VectorBuffer<double>>(), 0, new double[3]));
        Assert.Throws<ArgumentException>(() => ForgeryKernel.Write(new Forgery { Weights = [1], Deviation = 1 }, rows[..1], 0, new double[3]));
        Assert.Throws<ArgumentException>(() => ForgeryKernel.WriteMoments(rows[..1], true, 0, new double[3], new double[3]));
        double[] copied = new double[3];
        ForgeryKernel.Write(new Forgery { Weights = [1] }, rows[..1], 0, copied);
        Assert.Equal(rows[0].Span.ToArray(), copied);
    }

    [Fact]
    public void Nothing_is_allocated_per_column()
    {
        VectorBuffer<float>[] rows = Rows<float>(100_000);
        float[] destination = new float[100_000];
        ForgeryKernel.Write(Sample, rows, 0, destination);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ForgeryKernel.Write(Sample, rows, 0, destination);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private static void CheckFormula<T>(double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        VectorBuffer<T>[] rows = Rows<T>(1030);
        var forged = new T[1030];
        ForgeryKernel.Write(Sample, rows, 0, forged);
        for (int k = 0; k < forged.Length; k++)
        {
            double[] column = [.. rows.Select(row => double.CreateChecked(row.Span[k]))];
            double mean = column.Average();
            double sigma = Math.Sqrt(column.Sum(x => (x - mean) * (x - mean)) / 4);
            double expected = column.Select((x, i) => Sample.Weights[i] * x).Sum() - (1.5 * sigma) + (0.75 * Math.Sign(mean));
            Assert.Equal(expected, double.CreateChecked(forged[k]), tolerance * 10);
        }
    }

    private static VectorBuffer<T>[] Rows<T>(int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, 5).Select(i => HonestRows.Buffer(TestVectors.Normal<T>(length, i)))];
}
