using System.Numerics;
using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Tests.Aggregation.Kernels;
using Xunit;

namespace Starling.Algorithms.Tests.Accelerators.Cuda;

/// <summary>The device gives the processor's bits. Skipped where there is no device; <c>bench/gpu.sh</c> is the long form.</summary>
public sealed class CudaAcceleratorTests(CudaAcceleratorTests.OneDevice one) : IClassFixture<CudaAcceleratorTests.OneDevice>
{
    private static readonly (int Count, int Length)[] Shapes = [(1, 1), (2, 17), (5, 1000), (15, 5000), (20, 131_072 + 513), (33, 600)];

    private readonly CudaDevice? device = one.Device;
    private readonly string reason = one.Reason;

    [Fact]
    public async Task Inner_products_have_the_processors_bits()
    {
        Assert.SkipUnless(device is not null, reason);
        foreach (string kind in KernelData.Kinds)
        {
            foreach ((int count, int length) in Shapes)
            {
                await ProductsAsync(device, KernelData.Vectors<float>(count, length, kind));
                await ProductsAsync(device, KernelData.Vectors<double>(count, Math.Min(length, 5000), kind));
            }
        }
    }

    [Fact]
    public void Combinations_have_the_processors_bits()
    {
        Assert.SkipUnless(device is not null, reason);
        foreach (string kind in KernelData.Kinds)
        {
            foreach ((int count, int length) in Shapes)
            {
                Combine(device, KernelData.Vectors<float>(count, length, kind));
                Combine(device, KernelData.Vectors<double>(count, Math.Min(length, 5000), kind));
            }
        }
    }

    [Fact]
    public void Vectors_stay_for_what_is_asked_next()
    {
        Assert.SkipUnless(device is not null, reason);
        device.Enter();
        VectorBuffer<float>[] vectors = KernelData.Vectors<float>(8, 200_000, "random");
        var accelerator = new CudaAccelerator(device, line => Assert.Fail(line));
        var key = new RowsKey(this, 0, 1);
        var sum = Combination.Sum([1, 0, 2, 0, 3, 0, 4, 0]);
        var result = new VectorBuffer<float>(vectors[0].Length);

        Assert.False(accelerator.TakesCombination<float>(key, sum, 8, result.Length));
        Assert.NotNull(accelerator.Products(key, vectors));
        Assert.True(accelerator.TakesCombination<float>(key, sum, 8, result.Length));
        Assert.False(accelerator.TakesCombination<float>(key with { Stamp = 2 }, sum, 8, result.Length));
        Assert.True(accelerator.TryCombine(key, sum, vectors, result));
        Assert.Equal(Expected(sum, vectors).Span.ToArray(), result.Span.ToArray());

        // The next round's numbers lie in the same memory.
        vectors[2].Span.Fill(7);
        Assert.True(accelerator.TryCombine(key with { Stamp = 2 }, sum, vectors, result));
        Assert.Equal(Expected(sum, vectors).Span.ToArray(), result.Span.ToArray());

        accelerator.Release(this);
        Assert.False(accelerator.Holds(this));
        Assert.Equal(0, device.Memory.UsedBytes);
    }

    private static async Task ProductsAsync<T>(CudaDevice device, VectorBuffer<T>[] vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DeviceRows<T> rows = Upload(device, vectors);
        double[] expected = await new ColumnPieces(vectors[0].Length).SumAsync(
            GramMatrix.UpperLength(vectors.Length), (start, count, sums) => GramKernel.Accumulate(vectors, start, count, sums));

        Assert.Equal(expected, CudaProducts.Of(device, rows));
    }

    private static void Combine<T>(CudaDevice device, VectorBuffer<T>[] vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = vectors.Length;
        int f = (n - 1) / 4;
        double[] weights = [.. Enumerable.Range(0, n * n).Select(k => k % 3 == 0 ? 0 : 1.0 / (1 + (k % 7)))];
        using DeviceRows<T> rows = Upload(device, vectors);
        using DeviceRows<T> there = DeviceRows<T>.Make(device, 1, vectors[0].Length);
        foreach (Combination combination in new Combination[]
        {
            new(),
            Combination.Sum(weights.AsSpan(0, n)) with { Divisor = 3 },
            new() { Rule = CoordinateRule.Median },
            new() { Rule = CoordinateRule.TrimmedMean, Trim = f },
            new() { Rule = CoordinateRule.MeanAroundMedian, Keep = n - f },
            new() { Rule = CoordinateRule.MeanAroundTrimmedMean, Trim = f, Keep = n - f },
            new() { Rule = CoordinateRule.Median, Mixing = new Mixing(n, n, [.. weights.Select(weight => weight / n)]) },
        })
        {
            CudaCombination.Start(device, combination, rows, there);
            T[] result = new T[vectors[0].Length];
            there.Download(0, result);

            Assert.Equal(Expected(combination, vectors).Span.ToArray(), result);
        }
    }

    private static VectorBuffer<T> Expected<T>(Combination combination, VectorBuffer<T>[] vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var result = new VectorBuffer<T>(vectors[0].Length);
        CombinationPlan<T>.Of(combination, vectors.Length).Apply(vectors, 0, result.Span);
        return result;
    }

    private static DeviceRows<T> Upload<T>(CudaDevice device, VectorBuffer<T>[] vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        device.Enter();
        DeviceRows<T> rows = DeviceRows<T>.Make(device, vectors.Length, vectors[0].Length);
        for (int i = 0; i < vectors.Length; i++)
            rows.Upload(i, vectors[i]);
        return rows;
    }

    /// <summary>Compiled kernels are kept for all tests.</summary>
    public sealed class OneDevice : IDisposable
    {
        public OneDevice()
        {
            Device = CudaDevice.TryOpen(0, out string reason);
            Reason = reason;
        }

        public CudaDevice? Device { get; }

        public string Reason { get; }

        public void Dispose() => Device?.Dispose();
    }
}
