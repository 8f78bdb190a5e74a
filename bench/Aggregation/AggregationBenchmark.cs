using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds.Aggregating;

namespace Starling.Bench.Aggregation;

/// <summary>
/// The time of every rule on n vectors of d floats in memory, against the time T of reading them once on as many threads. A rule that
/// decides from inner products reads them at least twice: its target stands beside it.
/// </summary>
public static class AggregationBenchmark
{
    private static readonly Row[] Rows =
    [
        new("mean", new WeightedMean(), 1.2),
        new("median", new CoordinateWise(CoordinateRule.Median), 2),
        new("trimmed mean", new CoordinateWise(CoordinateRule.TrimmedMean), 2),
        new("MeaMed", new CoordinateWise(CoordinateRule.MeanAroundMedian), 3),
        new("Phocas", new CoordinateWise(CoordinateRule.MeanAroundTrimmedMean), 3),
        new("Krum", new Krum(1), 2.5),
        new("Multi-Krum", new Krum(0), 2.5),
        new("geometric median", new GeometricMedian(3, 0.1, 0, MedianStart.Zero), 4),
        new("centered clipping", new CenteredClipping(10, 1), 4),
        new("CAF", new CovarianceFilter(), 4),
        new("flag aggregator", new FlagAggregator(), 4),
        new("NNM, median", After(CoordinateRule.Median), 5),
        new("NNM, trimmed mean", After(CoordinateRule.TrimmedMean), 5),
        new("NNM, Krum", new AggregationPipeline([new NearestNeighbors()], new Krum(1)), 5),
    ];

    /// <summary>Runs the benchmark and prints a table.</summary>
    /// <param name="args">
    /// <c>--vectors N</c>, <c>--dimension D</c>, <c>--byzantine F</c>, <c>--repeats N</c>, <c>--threads N</c>, <c>--python PATH</c>,
    /// <c>--no-torch</c>, <c>--rules NAME;NAME</c>.
    /// </param>
    /// <returns>0, or 2 for arguments that make no sense.</returns>
    public static int Run(string[] args)
    {
        int vectors = 20;
        int dimension = 10_000_000;
        int byzantine = 4;
        int repeats = 5;
        int threads = Math.Min(2, Environment.ProcessorCount);
        string? python = "/usr/bin/python3";
        string[] wanted = [];
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--vectors" when i + 1 < args.Length: vectors = Number(args[++i]); break;
                case "--dimension" when i + 1 < args.Length: dimension = Number(args[++i]); break;
                case "--byzantine" when i + 1 < args.Length: byzantine = Number(args[++i]); break;
                case "--repeats" when i + 1 < args.Length: repeats = Number(args[++i]); break;
                case "--threads" when i + 1 < args.Length: threads = Number(args[++i]); break;
                case "--python" when i + 1 < args.Length: python = args[++i]; break;
                case "--no-torch": python = null; break;
                case "--rules" when i + 1 < args.Length: wanted = args[++i].Split(';'); break;
                default:
                    Console.Error.WriteLine($"aggregation: unknown argument {args[i]}.");
                    return 2;
            }
        }

        if (vectors < 1 || 2 * byzantine >= vectors || dimension < 1 || threads < 1 || repeats < 1)
        {
            Console.Error.WriteLine("aggregation: needs 2 f < n and positive numbers.");
            return 2;
        }

        if (wanted.Length == 0)
            FlagDecision.Measure(repeats);
        Measure([.. Rows.Where(row => wanted.Length == 0 || wanted.Contains(row.Name))], vectors, dimension, byzantine, repeats, threads, python);
        return 0;
    }

    private static void Measure(Row[] rows, int vectors, int dimension, int byzantine, int repeats, int threads, string? python)
    {
        VectorBuffer<float>[] inputs = [.. Enumerable.Range(0, vectors).Select(i => Normal(dimension, i, i < byzantine ? 3 : 0))];
        VectorBuffer<float> previous = Normal(dimension, vectors, 0);
        var result = new VectorBuffer<float>(dimension);
        List<double> reads = [];
        double[][] times = [.. rows.Select(_ => new double[repeats])];
        for (int repeat = -1; repeat < repeats; repeat++)
        {
            for (int k = 0; k < rows.Length; k++)
            {
                double read = Milliseconds(() => ReadSpeed.Read(inputs, threads));
                double time = Milliseconds(() =>
                    LocalAggregation.Aggregate(rows[k].Rule, byzantine, 1, 1, inputs, previous, result, threads));
                if (repeat < 0)
                    continue;

                reads.Add(read);
                times[k][repeat] = time;
            }
        }

        Dictionary<string, double>? torch = python is null ? null : TorchAggregation.Measure(python, vectors, dimension, byzantine, repeats, threads);
        double limit = reads.Median();
        string registers = Vector512.IsHardwareAccelerated ? "512" : Vector256.IsHardwareAccelerated ? "256" : "128";
        Console.WriteLine(
            $"{vectors} vectors of {dimension:n0} floats, f = {byzantine}; {threads} threads, registers of {registers} bits; {repeats} times, medians");
        Console.WriteLine($"T, reading them once: {limit:f1} ms, {4.0 * vectors * dimension / limit / 1e6:f1} GB/s");
        Console.WriteLine($"{"",-20}{"ms",10}{"of T",8}{"target",8}{(torch is null ? "" : $"{"torch ms",12}{"ratio",8}")}");
        for (int k = 0; k < rows.Length; k++)
        {
            double time = times[k].Median();
            string peer = torch is not null && torch.TryGetValue(rows[k].Name, out double theirs) ? $"{theirs,12:f1}{theirs / time,8:f1}" : "";
            Console.WriteLine($"{rows[k].Name,-20}{time,10:f1}{time / limit,8:f2}{rows[k].Target,8:f1}{peer}");
        }
    }

    private static VectorBuffer<float> Normal(int dimension, int number, double mean)
    {
        var vector = new VectorBuffer<float>(dimension, clear: false);
        new RandomStream(1, RandomPurpose.Aggregation, number).FillNormal(vector.Span, mean);
        return vector;
    }

    private static AggregationPipeline After(CoordinateRule rule) => new([new NearestNeighbors()], new CoordinateWise(rule));

    private static double Milliseconds(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Row(string Name, IAggregationRule Rule, double Target);
}
