using System.Diagnostics;
using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Numerics;

namespace Starling.Bench.Gpu;

/// <summary>Times the kernels on vectors that are on the device, beside a copy within the device, and apart from that the way there and back.</summary>
internal sealed class Timings(CudaDevice device, CheckOptions options)
{
    private const int Repetitions = 7;
    private const int Bucket = 131_072;
    private const ulong Seed = 42;

    private readonly int n = options.Vectors;
    private double copy;

    public bool AreTargetsMet { get; private set; } = true;

    public bool IsRight { get; private set; } = true;

    public void Run()
    {
        // The vectors, as many mixed ones, and some scratch.
        (long free, long total) = device.Driver.MemoryInfo();
        long d = Math.Min(options.Columns, (long)(0.85 * free / sizeof(float) / ((2 * n) + 4)) / 64 * 64);
        Console.WriteLine();
        Console.WriteLine($"n = {n}, d = {d:N0} ({n * d * 4 / 1e9:0.0} GB of vectors, made on the device; {free / 1e9:0.0} of {total / 1e9:0.0} GB free)");
        using DeviceRows<float> rows = DeviceRows<float>.Make(device, n, d);
        for (int row = 0; row < n; row++)
            Fill(rows, row);
        using (DeviceRows<float> mixed = DeviceRows<float>.Make(device, n, d))
        {
            Copy(rows, mixed);
            Console.WriteLine($"{"kernel",-30} {"ms",9} {"GB/s",8} {"of copy",8} {"target",7}   registers, spilled bytes, resident groups");
            Products(rows);
            Mix(rows, mixed);
        }

        using DeviceRows<float> result = DeviceRows<float>.Make(device, 1, d);
        Combine(rows, result);
        Compress(rows, result);
        if (!options.IsQuick)
            Compare(rows, result);
        RoundTrip();
    }

    private void Products(DeviceRows<float> rows)
    {
        using DeviceMemory partial = device.Memory.Rent(CudaProducts.PartialBytes(n, rows.Length));
        using DeviceMemory sums = device.Memory.Rent(GramMatrix.UpperLength(n) * sizeof(double));
        long bytes = n * rows.Length * sizeof(float);
        var source = GramSource.Of(n);
        Row("Gram", bytes, 0.7, Use(source.Kernels, "gram_tile", GramSource.Threads, source.SharedBytes), () => CudaProducts.Start(device, rows, partial, sums));
        if (!options.Tunes)
            return;

        foreach ((int stage, int buffers) in new[] { (8, 4), (8, 6), (8, 8), (16, 2), (16, 3), (16, 4), (16, 5), (32, 2), (32, 3) })
        {
            var variant = GramSource.Of(n, stage, buffers);
            if (variant.SharedBytes + 20_000 < device.SharedBytes)
                Row($"  stage {stage}, buffers {buffers}", bytes, 0, Use(variant.Kernels, "gram_tile", GramSource.Threads, variant.SharedBytes), () => CudaProducts.StartTile(device, rows, partial, variant));
        }
    }

    private void Mix(DeviceRows<float> rows, DeviceRows<float> mixed)
    {
        Mixing mixing = Reference.Neighbours(n);
        KernelSource source = KernelSource.Of("mixing", 4, n, n);
        Row($"mixing {n} to {n}", 2 * n * rows.Length * sizeof(float), 0.7, Use(source, "mixing"), () => CudaCombination.Mix(device, mixing, rows, mixed));
    }

    private void Combine(DeviceRows<float> rows, DeviceRows<float> result)
    {
        long bytes = (n + 1) * rows.Length * sizeof(float);
        foreach ((string name, Combination combination, double target) in Combinations())
        {
            string? use = null;
            if (combination.Rule == CoordinateRule.Mean)
                use = Use(KernelSource.Of("weighted_sum", 4), "weighted_sum");
            else if (CombinationUse(combination) is { } source)
                use = Use(source, "coordinate");
            Row(name, bytes, target, use, () => CudaCombination.Start(device, combination, rows, result));
        }
    }

    private KernelSource? CombinationUse(Combination combination) =>
        Algorithms.Aggregation.Kernels.CombinationPlan<float>.Of(combination, n).Coordinate is { } plan
            ? CoordinateSource.Of(plan, n, combination.Mixing is not null, sizeof(float))
            : null;

    private IEnumerable<(string Name, Combination Combination, double Target)> Combinations()
    {
        int f = n / 5;
        Mixing neighbours = Reference.Neighbours(n);
        yield return ("weighted sum", new Combination { Mixing = Mixing.Sum([.. Enumerable.Range(0, n).Select(i => (i + 1.0) / n)]) }, 0.7);
        yield return ("median", new Combination { Rule = CoordinateRule.Median }, 0.4);
        yield return ("trimmed mean", new Combination { Rule = CoordinateRule.TrimmedMean, Trim = f }, 0);
        yield return ("MeaMed", new Combination { Rule = CoordinateRule.MeanAroundMedian, Keep = n - f }, 0);
        yield return ("Phocas", new Combination { Rule = CoordinateRule.MeanAroundTrimmedMean, Trim = f, Keep = n - f }, 0);
        yield return ("mixing and median, fused", new Combination { Mixing = neighbours, Rule = CoordinateRule.Median }, 0);
        yield return ("mixing and trimmed mean, fused", new Combination { Mixing = neighbours, Rule = CoordinateRule.TrimmedMean, Trim = f }, 0);
    }

    private void Compress(DeviceRows<float> rows, DeviceRows<float> x)
    {
        long d = x.Length;
        device.Driver.Copy(x.Memory.Address, rows.Memory.Address, (nuint)(d * sizeof(float)), device.Stream);
        using DeviceMemory exponents = device.Memory.Rent(d);
        using DeviceMemory signs = device.Memory.Rent((d + 7) / 8);
        using DeviceMemory isBad = device.Memory.Rent(sizeof(uint));
        var stream = new RandomStream(Seed, RandomPurpose.Compression);
        Row("natural, encode", (d * 5) + (d / 8), 0, Use(KernelSource.Of("natural", 4), "natural_encode"), () => CudaCompression.StartNatural(device, x, stream, exponents, signs, isBad));
        using (DeviceRows<float> back = DeviceRows<float>.Make(device, 1, d))
            Row("natural, decode", (d * 5) + (d / 8), 0, null, () => CudaCompression.NaturalBack(device, exponents, signs, back));

        // Buckets as a compressed update has them.
        float[] norms = [];
        Row("norms of buckets", d * 4, 0, null, () => norms = CudaCompression.Norms<float>(device, x, [], Bucket, DitheringNorm.Max));
        using DeviceMemory levels = device.Memory.Rent(d * sizeof(short));
        Row("QSGD, quantise", d * 6, 0, Use(KernelSource.Of("dithering", 4), "quantise"), () =>
        {
            var own = new RandomStream(Seed, RandomPurpose.Compression);
            CudaCompression.Quantise(device, x, norms, Bucket, 127, ref own, levels);
        });
        int[] support = new int[d / 1000];
        Row("top-k, k = d / 1000, with sorting out", d * 4, 0, null, () => CudaCompression.Largest<float>(device, x, [], support));
    }

    // The whole length against the processor.
    private void Compare(DeviceRows<float> rows, DeviceRows<float> result)
    {
        var clock = Stopwatch.StartNew();
        int d = (int)rows.Length;
        VectorBuffer<float>[] vectors = [.. Enumerable.Range(0, n).Select(_ => new VectorBuffer<float>(d, clear: false))];
        for (int row = 0; row < n; row++)
            rows.Download(row, vectors[row].Span);
        Console.WriteLine();
        Console.WriteLine($"vectors downloaded in {clock.Elapsed.TotalSeconds:0.0} s, {n * (double)d * 4 / 1e9 / clock.Elapsed.TotalSeconds:0.0} GB/s; at full length against the processor ({Environment.ProcessorCount} threads):");
        Against("Gram", Comparison.Of<double>(CudaProducts.Of(device, rows), Timed(() => Reference.Products(vectors))));
        foreach ((string name, Combination combination, _) in Combinations().Where(entry => entry.Name is "weighted sum" or "median" or "mixing and median, fused"))
        {
            CudaCombination.Start(device, combination, rows, result);
            var values = new VectorBuffer<float>(d, clear: false);
            result.Download(0, values.Span);
            Against(name, Comparison.Of<float>(values.Span, Timed(() => Reference.Combine(combination, vectors)).Span));
        }
    }

    private TResult Timed<TResult>(Func<TResult> work)
    {
        var clock = Stopwatch.StartNew();
        TResult result = work();
        lastSeconds = clock.Elapsed.TotalSeconds;
        return result;
    }

    private double lastSeconds;

    private void Against(string name, Comparison comparison)
    {
        IsRight &= comparison.IsRight;
        Console.WriteLine($"  {name,-28} {(comparison.AreBitsEqual ? "bits equal" : $"error {comparison.Error:0.0e+00}")}; the processor took {1000 * lastSeconds:0} ms");
    }

    private void RoundTrip()
    {
        int d = Math.Min(options.Columns, 25_000_000);
        VectorBuffer<float>[] vectors = TestData.Rows<float>(DataKind.Normal, 2, d);
        VectorBuffer<float>[] all = [.. Enumerable.Range(0, n).Select(i => i < 2 ? vectors[i] : vectors[i % 2].Copy())];
        var accelerator = new CudaAccelerator(device, Console.WriteLine);
        var destination = new VectorBuffer<float>(d);
        Console.WriteLine();
        for (int round = 0; round < 2; round++)
        {
            var key = new RowsKey(this, 0, round);
            var clock = Stopwatch.StartNew();
            using (DeviceRows<float> rows = DeviceRows<float>.Make(device, n, d))
            {
                for (int i = 0; i < n; i++)
                    rows.Upload(i, all[i]);
                device.Synchronize();
            }

            double upload = clock.Elapsed.TotalSeconds;
            clock.Restart();
            _ = accelerator.Products(key, all);
            double products = clock.Elapsed.TotalSeconds;
            clock.Restart();
            accelerator.TryCombine(key, Combination.Sum([.. Enumerable.Repeat(1.0 / n, n)]), all, destination);
            double combine = clock.Elapsed.TotalSeconds;
            clock.Restart();
            accelerator.TryCombine(key, new Combination { Rule = CoordinateRule.Median }, all, destination);
            double median = clock.Elapsed.TotalSeconds;
            accelerator.Release(this);
            if (round == 0)
                continue;

            double gigabytes = n * (double)d * 4 / 1e9;
            Console.WriteLine($"from the host and back, d = {d:N0} ({gigabytes:0.0} GB): upload {1000 * upload:0} ms ({gigabytes / upload:0.0} GB/s); upload and Gram {1000 * products:0} ms;");
            Console.WriteLine($"  then, on vectors that are there: weighted sum and download {1000 * combine:0} ms, median and download {1000 * median:0} ms");
            _ = Timed(() => Reference.Products(all));
            Console.WriteLine($"  the processor alone: Gram {1000 * lastSeconds:0} ms");
            _ = Timed(() => Reference.Combine(new Combination { Rule = CoordinateRule.Median }, all));
            Console.WriteLine($"  the processor alone: median {1000 * lastSeconds:0} ms");
        }
    }

    private void Fill(DeviceRows<float> rows, int row) =>
        device.Module(KernelSource.Of("fill", 4)).Launch(
            "fill", LaunchGeometry.Groups(rows.Length, perThread: 4), LaunchGeometry.Threads, 0,
            (uint)Seed, 0u, (uint)RandomPurpose.Compression, (uint)row, 1f + (0.1f * row), rows.Length, (ulong)rows.Row(row));

    private void Copy(DeviceRows<float> source, DeviceRows<float> target)
    {
        nuint bytes = (nuint)Math.Min(4_000_000_000, source.Length * n * sizeof(float));
        double milliseconds = Milliseconds(() => device.Driver.Copy(target.Memory.Address, source.Memory.Address, bytes, device.Stream));
        copy = 2 * (double)bytes / milliseconds / 1e6;
        Console.WriteLine($"copy within the device: {copy:0} GB/s, read and written, {bytes / 1e9:0.0} GB in {milliseconds:0.000} ms");
        Console.WriteLine();
    }

    private string Use(KernelSource source, string kernel, int threads = LaunchGeometry.Threads, int sharedBytes = 0)
    {
        KernelUse use = device.Module(source).Use(kernel, threads, sharedBytes);
        return $"{use.Registers}, {use.LocalBytes}, {use.ResidentGroups}";
    }

    private void Row(string name, long bytes, double target, string? use, Action start)
    {
        double milliseconds = Milliseconds(start);
        double rate = bytes / milliseconds / 1e6;
        double share = rate / copy;
        if (target > 0 && share < target)
            AreTargetsMet = false;
        string goal = target == 0 ? "" : $"{100 * target:0} % {(share >= target ? "met" : "MISSED")}";
        Console.WriteLine($"{name,-30} {milliseconds,9:0.000} {rate,8:0} {100 * share,6:0.0} % {goal,12}   {use}");
    }

    // Events of the device around each start; the first one compiles and warms up.
    private double Milliseconds(Action start)
    {
        start();
        device.Synchronize();
        nint before = device.Driver.CreateEvent();
        nint after = device.Driver.CreateEvent();
        double[] times = new double[Repetitions];
        for (int i = 0; i < Repetitions; i++)
        {
            device.Driver.Record(before, device.Stream);
            start();
            device.Driver.Record(after, device.Stream);
            device.Driver.Await(after);
            times[i] = device.Driver.Elapsed(before, after);
        }

        device.Driver.DestroyEvent(before);
        device.Driver.DestroyEvent(after);
        Array.Sort(times);
        return times[Repetitions / 2];
    }
}
