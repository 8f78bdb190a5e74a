using System.Numerics;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Compression.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>
/// The work of compressors on vectors that are on a device, with the bits of the processor's kernels: the same words of the same streams, the same
/// norms, of equal elements the first. What codes bits stays with the processor.
/// </summary>
internal static class CudaCompression
{
    private const int SingleInfinity = 0xFF;
    private const int DigitBits = 11;
    private const int Bins = 1 << DigitBits;
    private const int ChunkElements = 4096;
    private const int HistogramGroups = 1024;

    /// <summary>Natural compression of floats: exponents as bytes, signs as bits; the stream goes on behind the words that were used.</summary>
    /// <returns>Whether all numbers were finite.</returns>
    public static bool Natural(CudaDevice device, DeviceRows<float> x, ref RandomStream stream, DeviceMemory exponents, DeviceMemory signs)
    {
        using DeviceMemory isBad = device.Memory.Rent(sizeof(uint));
        device.Driver.Clear(isBad.Address, sizeof(uint), device.Stream);
        StartNatural(device, x, stream, exponents, signs, isBad);
        stream.Skip((x.Length + 1) / 2 * 2);
        Span<uint> bad = stackalloc uint[1];
        device.Download(isBad.Address, bad);
        return bad[0] == 0;
    }

    /// <summary>Starts natural compression.</summary>
    public static void StartNatural(CudaDevice device, DeviceRows<float> x, RandomStream stream, DeviceMemory exponents, DeviceMemory signs, DeviceMemory isBad)
    {
        RandomStreamAddress at = stream.Address;
        device.Module(KernelSource.Of("natural", sizeof(float))).Launch(
            "natural_encode", LaunchGeometry.Groups(x.Length, perThread: 8), LaunchGeometry.Threads, 0,
            x.Memory, x.Length, (uint)at.Seed, (uint)(at.Seed >> 32), at.Purpose, at.Participant, at.Round, at.Position, exponents, signs, isBad);
    }

    /// <summary>Back from natural compression.</summary>
    public static void NaturalBack(CudaDevice device, DeviceMemory exponents, DeviceMemory signs, DeviceRows<float> x) =>
        device.Module(KernelSource.Of("natural", sizeof(float))).Launch(
            "natural_decode", LaunchGeometry.Groups(x.Length), LaunchGeometry.Threads, 0, exponents, signs, x.Length, x.Memory);

    /// <summary>The norms of buckets for dithering: the Euclidean ones or the largest absolute values, rounded up to T.</summary>
    /// <param name="device">The device.</param>
    /// <param name="x">The vector there.</param>
    /// <param name="values">The vector here, for buckets whose squares leave the range of doubles.</param>
    /// <param name="bucket">B.</param>
    /// <param name="norm">Which norm.</param>
    public static unsafe T[] Norms<T>(CudaDevice device, DeviceRows<T> x, ReadOnlySpan<T> values, int bucket, DitheringNorm norm)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = (int)((x.Length + bucket - 1) / bucket);
        using DeviceMemory squaresThere = device.Memory.Rent((long)count * sizeof(double));
        using DeviceMemory largestThere = device.Memory.Rent((long)count * sizeof(double));
        device.Module(KernelSource.Of("dithering", sizeof(T))).Launch(
            "bucket_squares", LaunchGeometry.Groups((long)count * 32), LaunchGeometry.Threads, 0, x.Memory, x.Length, (long)bucket, squaresThere, largestThere);
        double[] squares = new double[count];
        double[] largest = new double[count];
        device.Download<double>(squaresThere.Address, squares);
        device.Download<double>(largestThere.Address, largest);
        T[] norms = new T[count];
        for (int i = 0; i < count; i++)
        {
            if (largest[i] < 0)
                Compressor.ThrowNotFinite(Own(values, bucket, i));
            norms[i] = norm == DitheringNorm.Max ? T.CreateTruncating(largest[i])
                : Magnitudes.IsPlain(squares[i]) ? Magnitudes.RoundUp<T>(Math.Sqrt(squares[i]))
                : Magnitudes.RoundUp<T>(Magnitudes.Norm2(Own(values, bucket, i)));
        }

        return norms;
    }

    /// <summary>Starts the rounding to levels; the stream goes on behind the words that are used.</summary>
    /// <param name="device">The device.</param>
    /// <param name="x">The vector.</param>
    /// <param name="norms">The norms of its buckets.</param>
    /// <param name="bucket">B.</param>
    /// <param name="s">The number of levels.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="levels">A level for each element, two bytes.</param>
    public static unsafe void Quantise<T>(
        CudaDevice device, DeviceRows<T> x, ReadOnlySpan<T> norms, int bucket, int s, ref RandomStream stream, DeviceMemory levels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long[] firsts = new long[norms.Length];
        long words = 0;
        for (int i = 0; i < firsts.Length; i++)
        {
            firsts[i] = words;
            long length = Math.Min(bucket, x.Length - ((long)i * bucket));
            if (norms[i] != T.Zero)
                words += sizeof(T) == sizeof(float) ? (length + 1) / 2 * 2 : 2 * length;
        }

        using DeviceMemory normsThere = device.Memory.Rent((long)norms.Length * sizeof(T));
        using DeviceMemory firstsThere = device.Memory.Rent((long)firsts.Length * sizeof(long));
        device.Upload(norms, normsThere.Address);
        device.Upload<long>(firsts, firstsThere.Address);
        RandomStreamAddress at = stream.Address;
        device.Module(KernelSource.Of("dithering", sizeof(T))).Launch(
            "quantise", LaunchGeometry.Groups(x.Length, perThread: 4), LaunchGeometry.Threads, 0,
            x.Memory, x.Length, (long)bucket, normsThere, firstsThere, s,
            (uint)at.Seed, (uint)(at.Seed >> 32), at.Purpose, at.Participant, at.Round, at.Position, levels);
        stream.Skip(words);
    }

    /// <summary>Starts the way back from levels.</summary>
    public static unsafe void Dequantise<T>(CudaDevice device, DeviceMemory levels, ReadOnlySpan<T> norms, int bucket, int s, T factor, DeviceRows<T> x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using DeviceMemory normsThere = device.Memory.Rent((long)norms.Length * sizeof(T));
        device.Upload(norms, normsThere.Address);
        KernelArgument last = sizeof(T) == sizeof(float) ? (KernelArgument)float.CreateTruncating(factor) : (KernelArgument)double.CreateTruncating(factor);
        device.Module(KernelSource.Of("dithering", sizeof(T))).Launch(
            "dequantise", LaunchGeometry.Groups(x.Length), LaunchGeometry.Threads, 0, levels, x.Length, (long)bucket, normsThere, s, last, x.Memory);
    }

    /// <summary>The positions of the k largest |x_i| in ascending order; of equal ones those with the lower position.</summary>
    /// <param name="device">The device.</param>
    /// <param name="x">The vector there.</param>
    /// <param name="values">The vector here, to name an element that is not finite.</param>
    /// <param name="support">k positions, overwritten.</param>
    public static unsafe void Largest<T>(CudaDevice device, DeviceRows<T> x, ReadOnlySpan<T> values, Span<int> support)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        KernelModule module = device.Module(KernelSource.Of("largest", sizeof(T)));
        uint[] histogram = new uint[Bins];
        using DeviceMemory histogramThere = device.Memory.Rent(Bins * sizeof(uint));
        int shift = (8 * sizeof(T)) - 1 - DigitBits;
        Count(0, DigitBits, isFirst: true);
        int infinite = sizeof(T) == sizeof(float) ? SingleInfinity << (DigitBits - 8) : Bins - 1;
        if (histogram.AsSpan(infinite).ContainsAnyExcept(0u))
            Compressor.ThrowNotFinite(values);
        if (support.IsEmpty)
            return;

        // As on the processor: the digits of the k-th largest, until all that share them are among the k, or none are left.
        long left = support.Length;
        ulong prefix = (uint)BinOf(histogram, ref left);
        bool isWhole = histogram[prefix] == left;
        while (!isWhole && shift > 0)
        {
            int bits = Math.Min(DigitBits, shift);
            shift -= bits;
            Count(prefix, bits, isFirst: false);
            int bin = BinOf(histogram.AsSpan(0, 1 << bits), ref left);
            prefix = (prefix << bits) | (uint)bin;
            isWhole = histogram[bin] == left;
        }

        Write(device, module, x, prefix << shift, isWhole ? uint.MaxValue : (uint)left, support);

        void Count(ulong before, int bits, bool isFirst)
        {
            device.Driver.Clear(histogramThere.Address, Bins * sizeof(uint), device.Stream);
            module.Launch(
                "count_digits", Math.Min(HistogramGroups, LaunchGeometry.Groups(x.Length)), LaunchGeometry.Threads, 0,
                x.Memory, x.Length, before, shift, bits, isFirst ? 1 : 0, histogramThere);
            device.Download<uint>(histogramThere.Address, histogram);
        }
    }

    private static ReadOnlySpan<T> Own<T>(ReadOnlySpan<T> values, int bucket, int index) =>
        values.Slice(index * bucket, Math.Min(bucket, values.Length - (index * bucket)));

    private static int BinOf(ReadOnlySpan<uint> histogram, ref long k)
    {
        int bin = histogram.Length - 1;
        for (; histogram[bin] < k; bin--)
            k -= histogram[bin];
        return bin;
    }

    private static void Write<T>(CudaDevice device, KernelModule module, DeviceRows<T> x, ulong least, uint ties, Span<int> support)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int chunks = (int)((x.Length + ChunkElements - 1) / ChunkElements);
        using DeviceMemory aboveThere = device.Memory.Rent((long)chunks * sizeof(uint));
        using DeviceMemory equalThere = device.Memory.Rent((long)chunks * sizeof(uint));
        using DeviceMemory supportThere = device.Memory.Rent((long)support.Length * sizeof(int));
        module.Launch("count_taken", (uint)chunks, LaunchGeometry.Threads, 0, x.Memory, x.Length, least, aboveThere, equalThere);
        Before(device, aboveThere, chunks);
        Before(device, equalThere, chunks);
        module.Launch("write_taken", (uint)chunks, LaunchGeometry.Threads, 0, x.Memory, x.Length, least, aboveThere, equalThere, ties, supportThere);
        device.Download(supportThere.Address, support);
    }

    // What comes before each chunk.
    private static void Before(CudaDevice device, DeviceMemory there, int chunks)
    {
        uint[] counts = new uint[chunks];
        device.Download<uint>(there.Address, counts);
        uint sum = 0;
        for (int i = 0; i < chunks; i++)
            (counts[i], sum) = (sum, sum + counts[i]);
        device.Upload<uint>(counts, there.Address);
    }
}
