using System.Numerics;
using System.Runtime.InteropServices;
using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Bench.Gpu;

/// <content>Compressors.</content>
internal sealed partial class Verification
{
    private const int Levels = 7;

    private void Compression<T>(DataKind kind, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        VectorBuffer<T>[] vectors = TestData.Rows<T>(kind, 1, length);
        using DeviceRows<T> x = Upload(vectors);
        string where = $"{kind} d={length}";
        if (x is DeviceRows<float> floats)
            Natural(floats, MemoryMarshal.Cast<T, float>(vectors[0].Span), where);
        foreach (int bucket in new[] { int.MaxValue, 513 })
            Dithering(x, vectors[0].Span, bucket, where);
        foreach (int k in new[] { 0, 1, (length + 9) / 10, length })
        {
            int[] support = new int[k];
            int[] reference = new int[k];
            CudaCompression.Largest<T>(device, x, vectors[0].Span, support);
            LargestElements.Select<T>(vectors[0].Span, reference);
            Note($"top-k {Name<T>()}", $"{where} k={k}", Comparison.Of<int>(support, reference));
        }
    }

    private void Natural(DeviceRows<float> x, ReadOnlySpan<float> values, string where)
    {
        int length = values.Length;
        using DeviceMemory exponents = device.Memory.Rent(length);
        using DeviceMemory signs = device.Memory.Rent((length + 7) / 8);
        RandomStream there = Stream(), here = Stream();
        CudaCompression.Natural(device, x, ref there, exponents, signs);
        byte[] result = new byte[length + ((length + 7) / 8)];
        byte[] reference = new byte[result.Length];
        device.Download<byte>(exponents.Address, result.AsSpan(0, length));
        device.Download<byte>(signs.Address, result.AsSpan(length));
        NaturalKernel.Encode(MemoryMarshal.Cast<float, int>(values), ref here, reference.AsSpan(0, length), reference.AsSpan(length));
        Note("natural float", where, Comparison.Of<byte>(result, reference));
        Note("natural float", $"{where} stream", Comparison.Of<uint>([there.NextUInt32()], [here.NextUInt32()]));

        using DeviceRows<float> back = DeviceRows<float>.Make(device, 1, length);
        CudaCompression.NaturalBack(device, exponents, signs, back);
        float[] decoded = new float[length];
        float[] expected = new float[length];
        back.Download(0, decoded);
        NaturalKernel.Decode(reference.AsSpan(0, length), reference.AsSpan(length), MemoryMarshal.Cast<float, int>(expected.AsSpan()));
        Note("natural back float", where, Comparison.Of<float>(decoded, expected));
    }

    private void Dithering<T>(DeviceRows<T> x, ReadOnlySpan<T> values, int bucket, string where)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int length = values.Length;
        foreach (DitheringNorm kind in Enum.GetValues<DitheringNorm>())
        {
            string at = $"{where} B={(bucket < length ? bucket : length)} {kind}";
            T[] norms = CudaCompression.Norms(device, x, values, Math.Min(bucket, length), kind);
            T[] expectedNorms = new T[norms.Length];
            short[] expected = new short[length];
            RandomStream there = Stream(), here = Stream();
            LevelCounts counts = default;
            int step = Math.Min(bucket, length);
            for (int i = 0; i < norms.Length; i++)
            {
                int start = i * step;
                ReadOnlySpan<T> own = values.Slice(start, Math.Min(step, length - start));
                expectedNorms[i] = kind == DitheringNorm.Max ? Magnitudes.Largest(own) : Magnitudes.RoundUp<T>(Magnitudes.Norm2(own));
                DitherKernel.Quantise(own, expectedNorms[i], Levels, ref here, expected.AsSpan(start, own.Length), ref counts);
            }

            Note($"norms {Name<T>()}", at, Comparison.Of<T>(norms, expectedNorms));
            using DeviceMemory levels = device.Memory.Rent(length * sizeof(short));
            CudaCompression.Quantise(device, x, norms, step, Levels, ref there, levels);
            short[] result = new short[length];
            device.Download<short>(levels.Address, result);
            Note($"QSGD {Name<T>()}", at, Comparison.Of<short>(result, expected));
            Note($"QSGD {Name<T>()}", $"{at} stream", Comparison.Of<uint>([there.NextUInt32()], [here.NextUInt32()]));

            using DeviceRows<T> back = DeviceRows<T>.Make(device, 1, length);
            var factor = T.CreateTruncating(0.75);
            CudaCompression.Dequantise(device, levels, norms, step, Levels, factor, back);
            T[] decoded = new T[length];
            T[] expectedBack = new T[length];
            back.Download(0, decoded);
            for (int i = 0; i < norms.Length; i++)
            {
                int count = Math.Min(step, length - (i * step));
                DitherKernel.Dequantise(expected.AsSpan(i * step, count), norms[i], Levels, factor, expectedBack.AsSpan(i * step, count));
            }

            Note($"QSGD back {Name<T>()}", at, Comparison.Of<T>(decoded, expectedBack));
        }
    }

    // Some words are drawn already: a message does not always begin where a block of the stream does.
    private static RandomStream Stream()
    {
        var stream = new RandomStream(99, RandomPurpose.Compression, 3, 7);
        stream.Skip(5);
        return stream;
    }
}
