using System.Diagnostics;
using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Models;
using Starling.Algorithms.Runs;

namespace Starling.Bench.Decentralized;

/// <summary>
/// The compressed Fashion-MNIST experiment of the DProxSGT paper: LeNet-5 on a cycle of 5 nodes, each with two classes of its own. What the average of
/// the nodes does on the test and the training images, how far the nodes are from it, and the bytes sent, beside the accuracies recorded there.
/// </summary>
internal static class FashionDecentralized
{
    private const int Nodes = 5;
    private const int BatchSize = 8;
    private const int EvaluationPiece = 500;

    // What the paper's code subtracts from pixels of 0 to 1, and divides by.
    private const double Mean = 0.1307;
    private const double Deviation = 0.3081;
    private static readonly int[] Checkpoints = [1, 2, 5, 10, 20, 50, 100];

    private static readonly (string Name, string Definition, string[] Recorded)[] Methods =
    [
        ("dproxsgt", Job("""{ "kind": "dproxsgt", "learningRate": 0.01, "batchSize": 8, "clipNorm": 10 }"""), ["83.8", "86.8", "89.2", "89.72"]),
        ("cdproxsgt, top 30 %", Job("""{ "kind": "cdproxsgt", "learningRate": 0.01, "batchSize": 8, "clipNorm": 10, "gammaX": 0.5, "gammaY": 0.5 }""", Top), ["83.9", "86.5", "89.4", "89.80"]),
        ("choco-sgd, top 30 %", Job("""{ "kind": "choco-sgd", "learningRate": 0.01, "batchSize": 8, "clipNorm": 10, "gamma": 0.5 }""", Top), ["29.4", "31.9", "38.3", "40.3"]),
    ];

    private const string Top = """, "compression": { "up": { "kind": "top-k", "fraction": 0.3 } }""";

    /// <summary>Prints a table, row by row.</summary>
    /// <param name="args">
    /// <c>--epochs N</c>, <c>--normalized</c> for pixels as in the paper, <c>--methods A,B</c> for some only, <c>--threads N</c>, <c>--data DIR</c>.
    /// </param>
    public static int Run(string[] args)
    {
        int epochs = 100;
        int threads = Environment.ProcessorCount;
        bool normalized = false;
        string? directory = null;
        string[] wanted = [.. Methods.Select(method => method.Name)];
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--epochs" when i + 1 < args.Length: epochs = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--normalized": normalized = true; break;
                case "--methods" when i + 1 < args.Length: wanted = args[++i].Split(','); break;
                case "--threads" when i + 1 < args.Length: threads = int.Parse(args[++i], CultureInfo.InvariantCulture); break;
                case "--data" when i + 1 < args.Length: directory = args[++i]; break;
                default:
                    Console.Error.WriteLine($"fashion-decentralized: unknown argument {args[i]}.");
                    return 2;
            }
        }

        var locator = new DataLocator(directory);
        Trial[] trials = [.. Methods.Where(method => wanted.Any(name => method.Name.StartsWith(name, StringComparison.Ordinal))).Select(method => new Trial(method.Name, RunDefinition.Parse(method.Definition), method.Recorded, locator, normalized, threads))];
        Console.WriteLine("Fashion-MNIST, LeNet-5, 5 nodes on a cycle, worker u has classes u and 9 - u; batch 8, step 0.01, clipping at 10; "
            + (normalized ? "pixels (p/255 - 0.1307)/0.3081" : "pixels p/255"));
        Console.WriteLine("| method | epochs | test accuracy | mean of the last tenth | recorded | test loss | training loss | sum of squared distances | encoded GB | seconds |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            foreach (Trial trial in trials)
                trial.RunTo(epoch, print: epoch == epochs || Checkpoints.Contains(epoch));
        }

        return 0;
    }

    private static string Job(string algorithm, string compression = "") => $$"""
        { "algorithm": {{algorithm}}, "model": { "kind": "lenet" },
          "data": { "kind": "fashion-mnist", "partition": { "kind": "pathological", "scheme": "label-pairs" } },
          "topology": { "graph": "cycle" }, "workers": { "count": {{Nodes}} }{{compression}} }
        """;

    private sealed class Trial
    {
        private readonly string name;
        private readonly string[] recorded;
        private readonly Dataset train;
        private readonly Dataset test;
        private readonly IModel<float> model;
        private readonly INetworkRunner<float> network;
        private readonly int roundsOfEpoch;
        private readonly List<double> accuracies = [];
        private double seconds;

        public Trial(string name, RunDefinition run, string[] recorded, DataLocator locator, bool normalized, int threads)
        {
            this.name = name;
            this.recorded = recorded;
            DataSource source = run.Data!.Load(new DataContext(locator, run.Seed, Nodes));
            train = normalized ? new NormalizedImages(source.Train, Mean, Deviation) : source.Train;
            test = normalized ? new NormalizedImages(source.Test!, Mean, Deviation) : source.Test!;
            int[][] partition = run.Data.Partition.Split(source, Nodes, run.Seed);
            var work = new ModelWork<float>(run, new DataSource(train, test), partition);
            model = work.Model;
            roundsOfEpoch = partition[0].Length / BatchSize;
            network = DecentralizedPlan<float>.Of(run, work).CreateNetwork();
            network.Threads = NodeThreads.OfProcess(threads);
        }

        public void RunTo(int epoch, bool print)
        {
            long start = Stopwatch.GetTimestamp();
            while (network.Round < epoch * roundsOfEpoch)
                network.RunRound();
            seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
            float[] average = new float[model.Layout.Count];
            double consensus = Nodes * NetworkMeasure.Of(network, average, []).Consensus;
            ModelScore tested = Evaluate(average, test);
            accuracies.Add(100 * tested.Accuracy);
            if (!print)
                return;

            // Single epochs go up and down by points: the figures recorded at 100 are means over the last tenth.
            double mean = accuracies.TakeLast(Math.Max(1, epoch / 10)).Average();
            ModelScore trained = Evaluate(average, train);
            string there = epoch switch { 10 => recorded[0], 20 => recorded[1], 50 => recorded[2], 100 => recorded[3], _ => "" };
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {epoch} | {100 * tested.Accuracy:0.00} | {mean:0.00} | {there} | {tested.Loss:0.000} | {trained.Loss:0.000} | {consensus:0.0e+0} | {network.Bytes / 1e9:0.00} | {seconds:0} |"));
            Console.Out.Flush();
        }

        private ModelScore Evaluate(float[] parameters, Dataset data)
        {
            ModelWorkspace<float> workspace = model.CreateWorkspace(EvaluationPiece);
            return model.Evaluate(parameters, data, [.. Enumerable.Range(0, data.Count)], workspace);
        }
    }
}
