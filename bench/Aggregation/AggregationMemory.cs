using System.Diagnostics;
using System.Globalization;
using Starling.Bench.Processes;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Bench.Aggregation;

/// <summary>
/// How much memory every silo process holds while the shards of a job collect, measure and commit the updates of a round, against the share of the
/// shards that it has: for each of them the updates, two versions of the server vectors and one aggregate. The shards are the product's, in the
/// product's silos, each a process; this process is their coordinator and their workers (<see cref="ShardedRounds"/>).
/// </summary>
internal static class AggregationMemory
{
    private const int Classes = 10;

    /// <summary>How much a process may hold beyond its share.</summary>
    private const double Target = 0.2;

    /// <summary>How many updates the product lets a silo compute or send at a time: FlightLimit of its workers.</summary>
    private static int FlightsOfSilo => Environment.ProcessorCount + 2;

    /// <summary>Runs the benchmark and prints two tables.</summary>
    /// <param name="args">See the usage of this program.</param>
    /// <returns>0; 1 where a silo held more than it may; 2 for arguments that make no sense.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        int vectors = 20;
        int dimension = 100_000_000;
        int shards = 8;
        int silos = 3;
        int rounds = 3;
        int? senders = null;
        int? byzantine = null;
        string rule = "krum";
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--vectors" when i + 1 < args.Length: vectors = Number(args[++i]); break;
                case "--dimension" when i + 1 < args.Length: dimension = Number(args[++i]); break;
                case "--shards" when i + 1 < args.Length: shards = Number(args[++i]); break;
                case "--silos" when i + 1 < args.Length: silos = Number(args[++i]); break;
                case "--senders" when i + 1 < args.Length: senders = Number(args[++i]); break;
                case "--rounds" when i + 1 < args.Length: rounds = Number(args[++i]); break;
                case "--byzantine" when i + 1 < args.Length: byzantine = Number(args[++i]); break;
                case "--rule" when i + 1 < args.Length: rule = args[++i]; break;
                default:
                    Console.Error.WriteLine($"aggregation-memory: unknown argument {args[i]}.");
                    return 2;
            }
        }

        if (vectors < 1 || dimension < 1000 || shards < 1 || shards > dimension / 2 || silos < 1 || rounds < 1 || senders < 1)
        {
            Console.Error.WriteLine("aggregation-memory: needs positive numbers, at least 1000 dimensions and fewer shards than half of them.");
            return 2;
        }

        JobFileResult job = JobFile.Parse(Job(vectors, dimension, shards, rule, byzantine ?? (vectors - 1) / 4), "aggregation-memory.yaml");
        if (job.Spec is null)
        {
            Console.Error.WriteLine(string.Join('\n', job.Issues));
            return 2;
        }

        return await MeasureAsync(job, new ShardLayout(Dimension(dimension), shards), silos, rounds, Math.Min(senders ?? silos * FlightsOfSilo, vectors), rule) ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(JobFileResult job, ShardLayout layout, int count, int rounds, int senders, string rule)
    {
        
        // A job with so many shards is accepted. Its own coordinator refuses the model, which is larger, before a shard is opened; the job's
        // specification stays where the shards ask for it.
        await using ProcessCluster cluster = await ProcessCluster.StartAsync(count, null, string.Create(CultureInfo.InvariantCulture, $"--Limits:Parameters={layout.Shards}"));
        string id = await SubmitAsync(new StarlingClient(cluster.Client), job.Spec!);
        var sharded = new ShardedRounds(cluster.Client, id, job.Definition!, layout);
        long[] idle = [.. cluster.Silos.Select(silo => silo.Resident().Now)];
        var times = new List<(string Phase, double Seconds)>();
        await using var watch = new MemoryWatch(cluster.Silos, "idle");
        await InPhaseAsync("open", sharded.OpenAsync);
        for (int round = 0; round < rounds; round++)
        {
            int number = round;
            CommitOrder order = null!;
            await InPhaseAsync(Name("push"), () => sharded.PushAsync(number, senders));
            await InPhaseAsync(Name("decide"), async () => order = await sharded.DecideAsync(number));
            await InPhaseAsync(Name("commit"), () => sharded.CommitAsync(order));

            string Name(string phase) => string.Create(CultureInfo.InvariantCulture, $"{phase} {number}");
        }

        int[] held = new int[count];
        foreach (IShardGrain shard in sharded.Shards)
            held[await cluster.SiloOfAsync(shard)]++;

        int workers = job.Definition!.Workers.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{workers} updates of {layout.Dimension:N0} floats, {rule}, {layout.Shards} shards in {count} silo processes, {rounds} rounds, {senders} workers send at a time; MB are 10^6 bytes"));
        Console.WriteLine();
        bool isKept = PrintSilos(cluster.Silos, held, idle, BytesOfAll(sharded, layout, workers) / layout.Shards);
        PrintPhases(watch.Phases, times, count);
        return isKept;

        async Task InPhaseAsync(string phase, Func<Task> work)
        {
            watch.Enter(phase);
            long began = Stopwatch.GetTimestamp();
            await work();
            times.Add((phase, Stopwatch.GetElapsedTime(began).TotalSeconds));
        }
    }

    /// <summary>What all shards hold together: the updates, two versions of the server vectors, one aggregate.</summary>
    private static double BytesOfAll(ShardedRounds sharded, ShardLayout layout, int workers) =>
        sizeof(float) * (double)layout.Dimension * (((workers + 1) * sharded.Vectors.Update.Count) + (2 * sharded.Vectors.Server.Count));

    /// <summary>Submits the job and waits until its own coordinator has refused it (see <see cref="MeasureAsync"/>).</summary>
    private static async Task<string> SubmitAsync(StarlingClient client, JobSpec spec)
    {
        string id = await client.SubmitAsync(spec);
        await foreach (JobEvent _ in client.WatchAsync(id))
        {
        }

        JobStatus status = await client.GetStatusAsync(id);
        return status.Phase == JobPhase.Failed && status.Dimension == 0
            ? id
            : throw new InvalidOperationException($"The job ran by itself: {status.Phase}, {status.Failure?.Message}");
    }

    private static bool PrintSilos(IReadOnlyList<SiloProcess> silos, int[] held, long[] idle, double bytesOfShard)
    {
        bool isKept = true;
        bool isKeptBeyondIdle = true;
        Console.WriteLine("| silo | shards | share MB | idle MB | peak MB | over the share | over idle and share |");
        Console.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (int i = 0; i < silos.Count; i++)
        {
            double share = held[i] * bytesOfShard;
            long peak = silos[i].Resident().Most;
            if (held[i] > 0)
            {
                isKept &= peak <= (1 + Target) * share;
                isKeptBeyondIdle &= peak <= (1 + Target) * share + idle[i];
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {i} | {held[i]} | {share / 1e6:N0} | {idle[i] / 1e6:N0} | {peak / 1e6:N0} | {Over(peak, share)} | {Over(peak, share + idle[i])} |"));
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"At most the share and {Target:P0}: {(isKept ? "kept" : "missed")}; the idle process set aside: {(isKeptBeyondIdle ? "kept" : "missed")}."));
        Console.WriteLine();
        return isKept;
    }

    private static void PrintPhases(IReadOnlyList<(string Phase, long[] Peaks)> phases, List<(string Phase, double Seconds)> times, int silos)
    {
        Console.WriteLine($"| phase | seconds | {string.Join(" | ", Enumerable.Range(0, silos).Select(silo => $"silo {silo}, peak MB"))} |");
        Console.WriteLine($"| --- | ---: | {string.Join(" | ", Enumerable.Repeat("---:", silos))} |");
        foreach ((string phase, long[] peaks) in phases)
        {
            string seconds = times.Find(time => time.Phase == phase) is { Phase: not null } time
                ? time.Seconds.ToString("0.00", CultureInfo.InvariantCulture)
                : "";
            string cells = string.Join(" | ", peaks.Select(peak => (peak / 1e6).ToString("N0", CultureInfo.InvariantCulture)));
            Console.WriteLine($"| {phase} | {seconds} | {cells} |");
        }
    }

    private static string Over(double peak, double basis) =>
        basis > 0 ? ((peak / basis) - 1).ToString("+0.0 %;-0.0 %", CultureInfo.InvariantCulture) : "";

    private static string Job(int vectors, int dimension, int shards, string rule, int byzantine)
    {
        const string Mixing = "nnm-";
        bool isMixed = rule.StartsWith(Mixing, StringComparison.Ordinal);
        return string.Create(CultureInfo.InvariantCulture, $$"""
            name: aggregation-memory
            algorithm: sgd
            model: { kind: mlp, hidden: [{{Hidden(dimension)}}] }
            data: { kind: synthetic, features: {{PerUnit(dimension) - 1 - Classes}}, classes: {{Classes}}, sizeLogMean: 0, sizeLogDeviation: 0, partition: iid }
            workers: { count: {{vectors}} }
            aggregation: { rule: {{(isMixed ? rule[Mixing.Length..] : rule)}}, pre: [{{(isMixed ? "nnm" : "")}}], byzantine: {{(rule == "mean" ? 0 : byzantine)}} }
            placement: { shards: {{shards}} }
            stop: { rounds: 1 }
            """);
    }

    /// <summary>The numbers of a hidden unit: its weights from the features and to the classes, and its bias. A layer has at most 2^20 units.</summary>
    private static int PerUnit(int dimension) => Math.Max(100, 1 + (dimension >> 20));

    private static int Hidden(int dimension) => (dimension - Classes) / PerUnit(dimension);

    /// <summary>The numbers of the model that comes nearest from below.</summary>
    private static int Dimension(int dimension) => (Hidden(dimension) * PerUnit(dimension)) + Classes;

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
