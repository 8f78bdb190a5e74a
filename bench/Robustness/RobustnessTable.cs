using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Silo;

namespace Starling.Bench.Robustness;

/// <summary>
/// Final accuracy of every rule under every attack on Fashion-MNIST: 15 workers, f = 3, the jobs of <c>jobs/byzantine</c> with other rules and
/// attacks, means over seeds. Several jobs run at a time on an embedded cluster.
/// </summary>
internal static class RobustnessTable
{
    private const string File = "jobs/byzantine/multi-krum-sign-flip.yaml";

    private static readonly (string Name, string Attack)[] AllAttacks =
    [
        ("none", "none"),
        ("random", "uniform"),
        ("sign flip", "{ kind: sign-flip, scale: 4 }"),
        ("ALIE", "{ kind: alie, factor: 1.5 }"),
        ("ALIE z_max", "alie"),
        ("IPM", "{ kind: ipm, tau: 2 }"),
        ("label flip", "label-flip"),
        ("dropped coordinates", "{ kind: drop, fraction: 0.3 }"),
        ("augmentation", "augmentation"),
    ];

    private static readonly (string Name, string Rule, string Pre)[] Rules =
    [
        ("mean", "mean", "[]"),
        ("median", "median", "[]"),
        ("trimmed-mean", "trimmed-mean", "[]"),
        ("meamed", "meamed", "[]"),
        ("phocas", "phocas", "[]"),
        ("krum", "krum", "[]"),
        ("multi-krum", "multi-krum", "[]"),
        ("bulyan", "bulyan", "[]"),
        ("geometric-median", "geometric-median", "[]"),
        ("rfa", "rfa", "[]"),
        ("mda", "mda", "[]"),
        ("centered-clipping, tau 1", "{ kind: centered-clipping, tau: 1, l: 3 }", "[]"),
        ("centered-clipping, tau 0.3", "{ kind: centered-clipping, tau: 0.3, l: 3 }", "[]"),
        ("caf", "caf", "[]"),
        ("smea", "smea", "[]"),
        ("monna", "monna", "[]"),
        ("dnc", "dnc", "[]"),
        ("cge", "cge", "[]"),
        ("flag", "flag", "[]"),
        ("flag, unit-scaled", "{ kind: flag, output: unit-scaled }", "[]"),
        ("nnm, trimmed-mean", "trimmed-mean", "nnm"),
        ("nnm, multi-krum", "multi-krum", "nnm"),
        ("bucketing, geometric-median", "geometric-median", "bucketing"),
        ("nnm, geometric-median", "geometric-median", "nnm"),
        ("arc, multi-krum", "multi-krum", "arc"),
        ("arc, geometric-median", "geometric-median", "arc"),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        int seeds = int.Parse(Option(args, "--seeds") ?? "3", CultureInfo.InvariantCulture);
        string rounds = Option(args, "--rounds") ?? "200";
        string[] overrides = [.. Options(args, "--set")];
        (string Name, string Rule, string Pre)[] rules = [.. Rules.Where(rule => IsWanted(args, "--rules", rule.Name))];
        (string Name, string Attack)[] attacks = [.. AllAttacks.Where(attack => IsWanted(args, "--attacks", attack.Name))];
        await using EmbeddedCluster cluster = await EmbeddedCluster.StartAsync(1, new DataLocator(Option(args, "--data")));
        var client = new StarlingClient(cluster.Client);
        foreach ((string title, string partition) in ((string, string)[])[("IID", "iid"), ("Dirichlet 0.6", "{ kind: dirichlet, alpha: 0.6 }")])
        {
            if (!IsWanted(args, "--partitions", title))
                continue;

            Console.WriteLine($"{title}, {rounds} rounds, accuracy in percent, mean of {seeds} seeds");
            Console.WriteLine();
            Console.WriteLine($"| rule | {string.Join(" | ", attacks.Select(attack => attack.Name))} |");
            Console.WriteLine($"| --- |{string.Concat(attacks.Select(_ => " ---: |"))}");
            double[] best = new double[attacks.Length];
            string[] winners = new string[attacks.Length];
            double? free = null;
            foreach ((string name, string rule, string pre) in rules)
            {
                double[] row = await RowAsync(client, attacks, seeds, [.. overrides, .. Job(rounds, partition, rule, pre)]);
                if (name == "mean" && attacks[0].Attack == "none")
                    free = row[0];

                for (int a = 0; a < row.Length; a++)
                {
                    if (name != "mean" && row[a] > best[a])
                        (best[a], winners[a]) = (row[a], name);
                }

                Console.WriteLine($"| {name} | {string.Join(" | ", row.Select(value => value.ToString("0.0", CultureInfo.InvariantCulture)))} |");
            }

            Console.WriteLine();
            for (int a = 0; a < attacks.Length; a++)
            {
                string below = free is { } known
                    ? string.Create(CultureInfo.InvariantCulture, $", {known - best[a]:0.0} below the mean without attack ({known:0.0})")
                    : "";
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{attacks[a].Name}: best {winners[a]}, {best[a]:0.0}{below}."));
            }

            Console.WriteLine();
        }

        return 0;
    }

    private static async Task<double[]> RowAsync(StarlingClient client, (string Name, string Attack)[] attacks, int seeds, string[] overrides)
    {
        double[] sums = new double[attacks.Length];
        var jobs = Enumerable.Range(0, attacks.Length * seeds);
        await Parallel.ForEachAsync(jobs, new ParallelOptions { MaxDegreeOfParallelism = 3 }, async (number, cancellationToken) =>
        {
            int attack = number / seeds;
            double accuracy = await AccuracyAsync(client,
            [
                .. overrides,
                string.Create(CultureInfo.InvariantCulture, $"seed={1 + (number % seeds)}"),
                $"workers.byzantine.attack={attacks[attack].Attack}",
            ]);
            lock (sums)
                sums[attack] += 100 * accuracy / seeds;
        });
        return sums;
    }

    private static string[] Job(string rounds, string partition, string rule, string pre) =>
    [
        $"stop.rounds={rounds}",
        $"evaluate.every={rounds}",
        $"data.partition={partition}",
        $"aggregation.rule={rule}",
        $"aggregation.pre={pre}",
        $"aggregation.byzantine={(rule == "mean" ? 0 : 3)}",
    ];

    /// <summary>The last accuracy; of a run that diverged that of a guess among ten classes.</summary>
    private static async Task<double> AccuracyAsync(StarlingClient client, string[] overrides)
    {
        JobFileResult job = JobFile.Read(File, overrides);
        if (job.Spec is null)
            throw new InvalidOperationException(string.Join('\n', job.Issues));

        string id = await client.SubmitAsync(job.Spec);
        double accuracy = 0.1;
        await foreach (JobEvent happened in client.WatchAsync(id))
        {
            if (happened.Metrics?.Accuracy is { } found)
                accuracy = found;

            if (happened.Status is { Failure: { } failure } && failure.Code != "STAR0301")
                throw new InvalidOperationException($"{failure.Code}: {failure.Message}");
        }

        await client.ForgetAsync(id);
        return accuracy;
    }

    private static bool IsWanted(string[] args, string option, string name) => Option(args, option) is not { } names || names.Split(';').Contains(name);

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is var place and >= 0 && place + 1 < args.Length ? args[place + 1] : null;

    private static IEnumerable<string> Options(string[] args, string name) =>
        Enumerable.Range(0, Math.Max(0, args.Length - 1)).Where(place => args[place] == name).Select(place => args[place + 1]);
}
