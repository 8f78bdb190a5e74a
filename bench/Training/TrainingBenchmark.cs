using System.Globalization;
using Starling.Algorithms.Models;

namespace Starling.Bench.Training;

/// <summary>
/// Local training of the perceptron 784-200-10 with minibatches of 50 in single precision: samples a second of forward,
/// backward and step, one worker a thread, against PyTorch with OpenBLAS on the same machine in the same run. Then LeNet-5, by itself.
/// </summary>
public static class TrainingBenchmark
{
    internal const int Features = 784;
    internal const int Hidden = 200;
    internal const int Classes = 10;
    internal const int BatchSize = 50;
    private const int SampleCount = 6000;

    // Forward and weight gradient of both layers, and the gradient that goes back through the second.
    private const double OperationsPerStep =
        2.0 * BatchSize * ((2 * Features * Hidden) + (3 * Hidden * Classes));

    /// <summary>Runs the benchmark and prints a table.</summary>
    /// <param name="args"><c>--repeats N</c>, <c>--seconds S</c> a measurement, <c>--python PATH</c>, <c>--no-torch</c>.</param>
    /// <returns>0, or 2 for arguments that make no sense.</returns>
    public static int Run(string[] args)
    {
        int repeats = 7;
        double seconds = 1;
        string? python = "/usr/bin/python3";
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--repeats" when i + 1 < args.Length: repeats = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--seconds" when i + 1 < args.Length: seconds = double.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--python" when i + 1 < args.Length: python = args[++i]; break;
                case "--no-torch": python = null; break;
                default:
                    Console.Error.WriteLine($"training: unknown argument {args[i]}.");
                    return 2;
            }
        }

        Measure(repeats, seconds, python);
        ConvolutionSpeed.Measure(repeats, seconds);
        return 0;
    }

    private static void Measure(int repeats, double seconds, string? python)
    {
        var data = new RandomDataset(SampleCount, Features, Classes);
        var model = new MultilayerPerceptron<float>(Features, [Hidden], Classes);
        var pool = new ModelWorkspacePool<float>(model);
        LocalWorker[] workers = [.. Enumerable.Range(0, 2).Select(number => new LocalWorker(model, data, pool, number, BatchSize))];
        Together(workers, Math.Max(seconds, 1));

        double peak = FusedMultiplyAddPeak.Measure();
        double limit = peak / OperationsPerStep * BatchSize;
        Console.WriteLine(
            $"perceptron {Features}-{Hidden}-{Classes}, batch {BatchSize}, float32; {repeats} times {seconds} s, medians");
        Console.WriteLine(
            $"limit a core: {peak / 1e9:f0} GFLOP/s by {OperationsPerStep / 1e6:f1} MFLOP a step: {limit:n0} samples/s");

        TorchWorker[] torch = python is null ? [] : StartTorch(python);
        foreach (TorchWorker process in torch)
            Console.WriteLine($"compared with {process.Description}");

        Row[] rows =
        [
            new("one worker, one thread"),
            new("two workers, a thread each"),
            new("the same; torch: one process, two threads"),
        ];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            double one = workers[0].Train(seconds);
            double two = Together(workers, seconds);
            rows[0].Ours.Add(one);
            rows[1].Ours.Add(two);
            rows[2].Ours.Add(two);
            if (torch.Length > 0)
            {
                rows[0].Torch.Add(Together([torch[0]], seconds));
                rows[1].Torch.Add(Together(torch[..2], seconds));
                rows[2].Torch.Add(Together(torch[2..], seconds));
            }
        }

        Print(rows, limit);
        Console.WriteLine("Where the two ratios differ much, something else was running on the machine.");
        foreach (TorchWorker process in torch)
            process.Dispose();
    }

    // Two processes of one thread, and one of two.
    private static TorchWorker[] StartTorch(string python) =>
        [new(python, 1, SampleCount), new(python, 1, SampleCount), new(python, 2, SampleCount)];

    internal static double Together(LocalWorker[] workers, double seconds)
    {
        double[] rates = new double[workers.Length];
        using var barrier = new Barrier(workers.Length);
        Thread[] threads = [.. workers.Select((worker, number) => new Thread(() =>
        {
            barrier.SignalAndWait();
            rates[number] = worker.Train(seconds);
        }))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        return rates.Sum();
    }

    private static double Together(TorchWorker[] workers, double seconds)
    {
        foreach (TorchWorker worker in workers)
            worker.Begin(seconds);
        return workers.Sum(worker => worker.End());
    }

    private static void Print(Row[] rows, double limit)
    {
        Console.WriteLine($"{"",-42}{"starling",12}{"of limit",10}{"torch",12}{"ratio",8}{"of bests",10}");
        foreach (Row row in rows)
        {
            int cores = row == rows[0] ? 1 : 2;
            double ours = row.Ours.Median();
            string torch = row.Torch.Count == 0
                ? ""
                : $"{row.Torch.Median(),12:n0}{ours / row.Torch.Median(),8:f2}{row.Ours.Max() / row.Torch.Max(),10:f2}";
            Console.WriteLine($"{row.Name,-42}{ours,12:n0}{ours / (cores * limit),10:p0}{torch}");
        }
    }

    private sealed record Row(string Name)
    {
        public List<double> Ours { get; } = [];

        public List<double> Torch { get; } = [];
    }
}
