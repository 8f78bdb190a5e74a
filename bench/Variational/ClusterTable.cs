using System.Globalization;
using Starling.Bench.Processes;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Starling.Grains.Tests.Cluster;

namespace Starling.Bench.Variational;

/// <summary>
/// The fingerprints of the parameters that <see cref="ClusterJobs"/> end with: in this process, in memory and without any grain, and on three silos that are
/// processes of their own.
/// </summary>
internal static class ClusterTable
{
    private const int Silos = 3;

    /// <summary>As many digits as tell two runs apart in a table; whole fingerprints are compared.</summary>
    private const int Shown = 16;

    /// <summary>Prints the table.</summary>
    /// <returns>0 where all are equal, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        Console.WriteLine($"parametersSha256, its first {Shown} digits, in memory and on {Silos} silo processes; parts: silos that had shards, and workers, in the first round\n");
        Console.WriteLine("| job | one process | three processes | parts | equal |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        await using ProcessCluster cluster = await ProcessCluster.StartAsync(Silos, null);
        int different = 0;
        foreach ((string name, string yaml) in ClusterJobs.All)
        {
            JobFileResult job = JobFile.Parse(yaml, "job.yaml");
            JobSpec spec = job.Spec ?? throw new InvalidOperationException($"{name}: {string.Join('\n', job.Issues)}");
            string expected = MemoryRun.Hash(job.Definition!);
            (string? hash, string parts) = await RunAsync(cluster, spec, job.Definition!.Workers.Count);
            bool isEqual = hash == expected;
            different += isEqual ? 0 : 1;
            Console.WriteLine($"| {name} | {expected[..Shown]} | {hash?[..Shown] ?? "none"} | {parts} | {(isEqual ? "yes" : "no")} |");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{ClusterJobs.All.Count} jobs, {different} different"));
        return different == 0 ? 0 : 1;
    }

    private static async Task<(string? Hash, string Parts)> RunAsync(ProcessCluster cluster, JobSpec spec, int workers)
    {
        var client = new StarlingClient(cluster.Client);
        string id = await client.SubmitAsync(spec);
        string? parts = null;
        await foreach (JobEvent happened in client.WatchAsync(id))
        {
            if (happened.Kind == JobEventKinds.RoundCommitted)
                parts ??= await PartsAsync(cluster, id, workers, (await client.GetStatusAsync(id)).Shards);
        }

        JobStatus status = await client.GetStatusAsync(id);
        if (status.Failure is { } failure)
            Console.Error.WriteLine(failure.Message);
        return (status.ParametersSha256, parts ?? "");
    }

    private static async Task<string> PartsAsync(ProcessCluster cluster, string id, int workers, int shards)
    {
        int ofShards = await SilosOfAsync(shards, number => cluster.Client.GetGrain<IShardGrain>(GrainKeys.Shard(id, number)));
        int ofWorkers = await SilosOfAsync(workers, number => cluster.Client.GetGrain<IWorkerGrain>(GrainKeys.Worker(id, number)));
        return string.Create(CultureInfo.InvariantCulture, $"{ofShards}, {ofWorkers}");

        async Task<int> SilosOfAsync(int count, Func<int, IAddressable> grain) =>
            (await Task.WhenAll(Enumerable.Range(0, count).Select(number => cluster.SiloOfAsync(grain(number))))).Where(silo => silo >= 0).Distinct().Count();
    }
}
