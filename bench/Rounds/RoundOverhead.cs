using System.Diagnostics;
using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;

namespace Starling.Bench.Rounds;

/// <summary>
/// What a round costs beyond the workers' own computing: 100 workers, a model of a million parameters, one silo. The limit is
/// the same computing by the same number of threads without any cluster, measured in the same run, the two in turn.
/// </summary>
internal static class RoundOverhead
{
    private const int WorkerCount = 100;
    private const int RoundsMeasured = 3;
    private const int Repetitions = 3;

    public static async Task<int> RunAsync()
    {
        JobDefinition job = Job();
        Workload workload = new(job);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{WorkerCount} workers, {workload.Dimension:N0} parameters, {workload.Samples:N0} samples, batch 50, {Environment.ProcessorCount} compute threads"));
        Console.WriteLine();
        Console.WriteLine("| repetition | computing alone, s a round | round on one silo, s | over |");
        Console.WriteLine("| ---: | ---: | ---: | ---: |");
        var ratios = new List<double>();
        for (int repetition = 0; repetition <= Repetitions; repetition++)
        {
            double alone = workload.SecondsOfComputing();
            double round = await SecondsOfRoundAsync(job);
            if (repetition == 0)
                continue; // The first one warms up.

            ratios.Add(round / alone);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {repetition} | {alone:0.000} | {round:0.000} | {100 * ((round / alone) - 1):+0.0;-0.0} % |"));
        }

        ratios.Sort();
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Median: a round costs {100 * (ratios[ratios.Count / 2] - 1):+0.0;-0.0} % over the workers' own computing (target: at most 20 %)."));
        return 0;
    }

    private static JobDefinition Job() => new()
    {
        Name = "overhead",
        Algorithm = new FedAvgOptions { LocalEpochs = 1, BatchSize = 50 },
        Model = new MlpOptions { Hidden = [1000, 200] },
        Data = new SyntheticDataOptions { Features = 784, SizeLogMean = Math.Log(600), SizeLogDeviation = 0, Partition = new IidPartitionOptions() },
        Workers = new WorkersSection { Count = WorkerCount },
        Stop = new StopSection { Rounds = RoundsMeasured + 1 },
        Evaluate = new EvaluateSection { Every = 1000 },
    };

    /// <summary>From commit to commit, the first round left out: it loads and partitions the data.</summary>
    private static async Task<double> SecondsOfRoundAsync(JobDefinition job)
    {
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1);
        var client = new StarlingClient(cluster.Client);
        string id = await client.SubmitAsync(job.ToSpec());
        List<DateTimeOffset> commits = [];
        await foreach (JobEvent happened in client.WatchAsync(id))
        {
            if (happened.Kind == JobEventKinds.RoundCommitted)
                commits.Add(happened.Time);
        }

        return (commits[^1] - commits[0]).TotalSeconds / (commits.Count - 1);
    }

    /// <summary>The computing of the same round without grains: the same worker steps on as many threads.</summary>
    private sealed class Workload
    {
        private readonly IRoundAlgorithm<float> algorithm;
        private readonly ILocalOracle<float>[] oracles;
        private readonly VectorPool<float> pool;
        private readonly VectorBuffer<float> start;

        public Workload(RunDefinition run)
        {
            DataSource data = run.Data!.Load(new DataContext(new DataLocator(), run.Seed, run.Workers.Count));
            IModel<float> model = ((BuiltInModelOptions)run.Model!).Create<float>(data.Train);
            var workspaces = new ModelWorkspacePool<float>(model, ((RoundAlgorithmOptions)run.Algorithm).LargestMinibatch());
            algorithm = ((RoundAlgorithmOptions)run.Algorithm).Create<float>();
            oracles =
            [
                .. run.Data.Partition.Split(data, run.Workers.Count, run.Seed)
                    .Select(rows => new ModelOracle<float>(model, data.Train, rows, workspaces)),
            ];
            pool = new VectorPool<float>(model.Layout.Count);
            start = new VectorBuffer<float>(model.Layout.Count);
            var stream = new RandomStream(run.Seed, RandomPurpose.ModelInitialization);
            model.Initialize(start.Span, 0, stream);
            Samples = data.Train.Count;
        }

        public int Dimension => start.Length;

        public int Samples { get; }

        public double SecondsOfComputing()
        {
            long begun = Stopwatch.GetTimestamp();
            for (int round = 0; round < RoundsMeasured; round++)
            {
                int number = round;
                int next = -1;
                Task[] threads =
                [
                    .. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(
                        () =>
                        {
                            for (int worker; (worker = Interlocked.Increment(ref next)) < WorkerCount;)
                                Step(worker, number);
                        },
                        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)),
                ];
                Task.WaitAll(threads);
            }

            return Stopwatch.GetElapsedTime(begun).TotalSeconds / RoundsMeasured;
        }

        private void Step(int worker, int round)
        {
            VectorBuffer<float> update = pool.Rent();
            using (var step = new WorkerRound<float>(algorithm.Vectors, [start], [], [update], pool)
            {
                Round = round, Worker = worker, Seed = 1, Oracle = oracles[worker],
            })
            {
                algorithm.WorkerStep(step);
            }

            pool.Return(update);
        }
    }
}
