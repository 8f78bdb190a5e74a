using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Runs;

namespace Starling.Bench.Decentralized;

/// <summary>
/// Rounds a second of networks that train a perceptron on Fashion-MNIST, by one thread and by several that share the nodes. The limit beside it: as many
/// networks at once as there are threads, each by a thread of its own, which wait for nothing.
/// </summary>
internal static class ThreadSpeed
{
    private const int Slices = 8;

    private static readonly (string Name, string Definition)[] Rows =
    [
        ("d-psgd", Network("""{ "kind": "d-psgd", "learningRate": 0.01, "batchSize": 8, "clipNorm": 10 }""")),
        ("dproxsgt", Network("""{ "kind": "dproxsgt", "learningRate": 0.01, "batchSize": 8, "clipNorm": 10 }""")),
        ("cdproxsgt, top 30 %", Network("""{ "kind": "cdproxsgt", "learningRate": 0.01, "batchSize": 8, "clipNorm": 10 }""", """, "compression": { "up": { "kind": "top-k", "fraction": 0.3 } }""")),
        ("choco-sgd, top 30 %", Network("""{ "kind": "choco-sgd", "learningRate": 0.01, "batchSize": 8, "clipNorm": 10 }""", """, "compression": { "up": { "kind": "top-k", "fraction": 0.3 } }""")),
        ("gradient-tracking", Network("""{ "kind": "gradient-tracking", "learningRate": 0.01, "batchSize": 32 }""")),
        ("extra", Network("""{ "kind": "extra", "learningRate": 0.01, "batchSize": 32 }""")),
        ("dproxsgt", Network("""{ "kind": "dproxsgt", "learningRate": 0.01, "batchSize": 8, "clipNorm": 10 }""", nodes: 16)),
        ("a2cid2", """
            { "algorithm": { "kind": "a2cid2", "learningRate": 0.05, "batchSize": 32 }, "model": { "kind": "mlp", "hidden": [100] },
              "data": { "kind": "fashion-mnist", "partition": { "kind": "dirichlet", "alpha": 0.6 } }, "topology": { "graph": "cycle" }, "workers": { "count": 16 } }
            """),
    ];

    /// <summary>Prints a table.</summary>
    /// <param name="args"><c>--threads N</c>, <c>--seconds S</c> a slice, <c>--data DIR</c>.</param>
    public static int Run(string[] args)
    {
        int threads = Environment.ProcessorCount;
        double seconds = 0.4;
        string? directory = null;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--threads" when i + 1 < args.Length: threads = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--seconds" when i + 1 < args.Length: seconds = double.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--data" when i + 1 < args.Length: directory = args[++i]; break;
                default:
                    Console.Error.WriteLine($"network-threads: unknown argument {args[i]}.");
                    return 2;
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Fashion-MNIST, perceptron 784-100-10, rounds a second, best of {Slices} slices of {seconds} s; limit: {threads} networks at once, a thread each"));
        Console.WriteLine("| algorithm | nodes | one thread | limit | threads | measured | gain | of the limit | same bits |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach ((string name, string definition) in Rows)
            Measure(name, RunDefinition.Parse(definition), new DataLocator(directory), threads, seconds);
        return 0;
    }

    private static void Measure(string name, RunDefinition run, DataLocator locator, int threads, double seconds)
    {
        DataSource source = run.Data!.Load(new DataContext(locator, run.Seed, run.Workers.Count));
        int[][] partition = run.Data.Partition.Split(source, run.Workers.Count, run.Seed);
        var plan = DecentralizedPlan<float>.Of(run, new ModelWork<float>(run, source, partition));
        INetworkRunner<float> alone = plan.CreateNetwork();
        INetworkRunner<float> shared = plan.CreateNetwork();
        shared.Threads = NodeThreads.OfProcess(threads);
        INetworkRunner<float>[] separate = [.. Enumerable.Range(0, threads).Select(_ => plan.CreateNetwork())];

        // One beside the other, since a machine is not as fast at all times; the first slices are for the compiler.
        double one = 0;
        double limit = 0;
        double several = 0;
        for (int slice = 0; slice < Slices; slice++)
        {
            one = Math.Max(one, RoundsASecond(alone, seconds));
            double[] each = new double[threads];
            Thread[] runners = [.. separate.Select((network, number) => new Thread(() => each[number] = RoundsASecond(network, seconds)))];
            foreach (Thread runner in runners)
                runner.Start();
            foreach (Thread runner in runners)
                runner.Join();
            limit = Math.Max(limit, each.Sum());
            several = Math.Max(several, RoundsASecond(shared, seconds));
        }

        // The one that did fewer rounds catches up.
        int rounds = Math.Max(alone.Round, shared.Round);
        while (alone.Round < rounds)
            alone.RunRound();
        while (shared.Round < rounds)
            shared.RunRound();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {run.Workers.Count} | {one:0.0} | {limit:0.0} | {threads} | {several:0.0} | {several / one:0.00} | {several / limit:0%} | {(Hash(alone) == Hash(shared) ? "yes" : "NO")} |"));
    }

    private static double RoundsASecond(INetworkRunner<float> network, double seconds)
    {
        int from = network.Round;
        long start = Stopwatch.GetTimestamp();
        do
            network.RunRound();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds);
        return (network.Round - from) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Hash(INetworkRunner<float> network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] part in NetworkSnapshot.Take(network))
            hash.AppendData(part);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static string Network(string algorithm, string compression = "", int nodes = 5) => $$"""
        { "algorithm": {{algorithm}}, "model": { "kind": "mlp", "hidden": [100] }, "data": { "kind": "fashion-mnist", "partition": "iid" },
          "topology": { "graph": "cycle" }, "workers": { "count": {{nodes}} }{{compression}} }
        """;
}
