using System.Numerics;
using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Aggregation.Kernels;
using Starling.Algorithms.Numerics;

namespace Starling.Bench.Gpu;

/// <summary>Compares every kernel with the processor on data that find mistakes: odd lengths, ties, zeros, extremes.</summary>
internal sealed partial class Verification(CudaDevice device, CheckOptions options)
{
    private static readonly int[] FewLengths = [1, 17, 1000, 131_072 + 777];
    private static readonly int[] ManyLengths = [1, 2, 15, 16, 17, 511, 512, 513, 1000, 4096, 131_071, 131_073, 131_072 + 777, 1_000_003];
    private static readonly int[] ManyCounts = [1, 2, 7, 14, 15, 19, 21, 32, 33, 40];

    private readonly Dictionary<string, (int Count, int Equal, double Error)> results = [];

    public bool IsRight => results.Values.All(result => result.Error <= 1e-5);

    public void Run()
    {
        int n = options.Vectors;
        int[] counts = options.IsQuick ? [2, 15, 33] : ManyCounts;
        int[] ruleCounts = options.IsQuick ? [2, 33] : [1, 2, 3, 4, 9, 33];
        device.Prepare(
        [
            .. counts.Append(n).Where(count => count <= GramSource.MostRows).Select(count => GramSource.Of(count).Kernels),
            .. ruleCounts.Append(n).SelectMany(count => Sources<float>(count)),
            .. Sources<double>(Math.Min(n, 9)),
        ]);
        foreach (int length in options.IsQuick ? FewLengths : ManyLengths)
        {
            DataKind[] kinds = length > 200_000 ? [DataKind.Normal] : Enum.GetValues<DataKind>();
            foreach (DataKind kind in kinds)
            {
                Aggregation<float>(kind, n, length);
                Compression<float>(kind, length);
                Compression<double>(kind, length);
                if (length < 200_000)
                    Aggregation<double>(kind, Math.Min(n, 9), length);
            }
        }

        foreach (int count in counts)
        {
            foreach (DataKind kind in Enum.GetValues<DataKind>())
                Products<float>(kind, count, 3001);
        }

        foreach (int count in ruleCounts)
            Rules<float>(DataKind.Ties, count, 1003);
        Products<double>(DataKind.Normal, 33, 3001);
        Whole();
    }

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{"verified against the processor",-34} {"cases",6} {"bits equal",11} {"largest error",14}  right");
        foreach ((string name, (int count, int equal, double error)) in results)
            Console.WriteLine($"{name,-34} {count,6} {(equal == count ? "all" : $"{equal}"),11} {error,14:0.0e+00}  {(error <= 1e-5 ? "yes" : "NO")}");
    }

    private void Aggregation<T>(DataKind kind, int n, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Products<T>(kind, n, length);
        Rules<T>(kind, n, length);
    }

    private void Products<T>(DataKind kind, int n, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        VectorBuffer<T>[] vectors = TestData.Rows<T>(kind, n, length);
        using DeviceRows<T> rows = Upload(vectors);
        Note($"Gram {Name<T>()}", $"{kind} n={n} d={length}", Comparison.Of<double>(CudaProducts.Of(device, rows), Reference.Products(vectors)));
    }

    private void Rules<T>(DataKind kind, int n, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        VectorBuffer<T>[] vectors = TestData.Rows<T>(kind, n, length);
        using DeviceRows<T> rows = Upload(vectors);
        string where = $"{kind} n={n} d={length}";
        foreach ((string name, Combination combination) in Combinations(n))
        {
            using DeviceRows<T> result = DeviceRows<T>.Make(device, 1, length);
            CudaCombination.Start(device, combination, rows, result);
            T[] values = new T[length];
            result.Download(0, values);
            Note($"{name} {Name<T>()}", where, Comparison.Of<T>(values, Reference.Combine(combination, vectors).Span));
        }

        Mixing mixing = Reference.Neighbours(n);
        using DeviceRows<T> mixed = DeviceRows<T>.Make(device, n, length);
        CudaCombination.Mix(device, mixing, rows, mixed);
        foreach (int row in new[] { 0, n - 1 })
        {
            T[] values = new T[length];
            mixed.Download(row, values);
            Note($"mixing {Name<T>()}", where, Comparison.Of<T>(values, Reference.MixedRow(mixing, row, vectors)));
        }
    }

    private static IEnumerable<(string Name, Combination Combination)> Combinations(int n)
    {
        int f = (n - 1) / 4;
        double[] weights = [.. Enumerable.Range(0, n).Select(i => i % 3 == 1 ? 0 : (i + 1.0) / (n + 3))];
        Mixing neighbours = Reference.Neighbours(n);
        yield return ("mean", new Combination());
        yield return ("weighted sum", new Combination { Mixing = Mixing.Sum(weights), Divisor = 3 });
        yield return ("median", new Combination { Rule = CoordinateRule.Median });
        yield return ("trimmed mean", new Combination { Rule = CoordinateRule.TrimmedMean, Trim = f });
        yield return ("MeaMed", new Combination { Rule = CoordinateRule.MeanAroundMedian, Keep = n - f });
        yield return ("Phocas", new Combination { Rule = CoordinateRule.MeanAroundTrimmedMean, Trim = f, Keep = n - f });
        yield return ("mixed median", new Combination { Mixing = neighbours, Rule = CoordinateRule.Median });
        yield return ("mixed MeaMed", new Combination { Mixing = neighbours, Rule = CoordinateRule.MeanAroundMedian, Keep = n - f });
    }

    private static unsafe IEnumerable<KernelSource> Sources<T>(int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<KernelSource> sources = [KernelSource.Of("gram_pairs", sizeof(T)), KernelSource.Of("dithering", sizeof(T)), KernelSource.Of("largest", sizeof(T))];
        foreach ((_, Combination combination) in Combinations(n))
        {
            if (CombinationPlan<T>.Of(combination, n).Coordinate is { } plan && CoordinateSource.Fits(n, n, combination.Mixing is not null))
                sources.Add(CoordinateSource.Of(plan, n, combination.Mixing is not null, sizeof(T)));
        }

        if (n <= GramSource.MostRows)
            sources.Add(KernelSource.Of("mixing", sizeof(T), n, n));
        return sources;
    }

    // As a shard does: measure, then combine what is there already.
    private void Whole()
    {
        VectorBuffer<float>[] vectors = TestData.Rows<float>(DataKind.Normal, 8, 300_001);
        var key = new RowsKey(this, 0, 1);
        var accelerator = new CudaAccelerator(device, Console.WriteLine);
        double[]? products = accelerator.Products(key, vectors);
        Note("round trip", "products", Comparison.Of<double>(products ?? [], Reference.Products(vectors)));
        var combination = Combination.Sum([0.5, 0, 0.25, 0, 0, 0.125, 0, 0.125]);
        var result = new VectorBuffer<float>(vectors[0].Length);
        bool isDone = accelerator.TakesCombination<float>(key, combination, 8, result.Length) && accelerator.TryCombine(key, combination, vectors, result);
        Note("round trip", "sum", isDone ? Comparison.Of<float>(result.Span, Reference.Combine(combination, vectors).Span) : new Comparison(double.PositiveInfinity, false));
        accelerator.Release(this);
        Note("round trip", "released", new Comparison(accelerator.Holds(this) || device.Memory.UsedBytes != 0 ? double.PositiveInfinity : 0, true));
    }

    private DeviceRows<T> Upload<T>(VectorBuffer<T>[] vectors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        DeviceRows<T> rows = DeviceRows<T>.Make(device, vectors.Length, vectors[0].Length);
        for (int i = 0; i < vectors.Length; i++)
            rows.Upload(i, vectors[i]);
        return rows;
    }

    private static string Name<T>() => typeof(T) == typeof(float) ? "float" : "double";

    private void Note(string name, string where, Comparison comparison)
    {
        (int count, int equal, double error) = results.GetValueOrDefault(name);
        results[name] = (count + 1, equal + (comparison.AreBitsEqual ? 1 : 0), Math.Max(error, comparison.Error));
        if (options.IsVerbose || !comparison.IsRight || !comparison.AreBitsEqual)
            Console.WriteLine($"  {name,-24} {where,-28} {(comparison.AreBitsEqual ? "bits equal" : $"error {comparison.Error:0.0e+00}")}");
    }
}
