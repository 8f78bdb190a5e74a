using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.Client;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Grains.Tests.Cluster;

/// <summary>Small jobs on generated data.</summary>
internal static class TestJobs
{
    public static JobDefinition Small(RoundAlgorithmOptions algorithm, int rounds = 4, int shards = 0, ulong seed = 1) => new()
    {
        Name = "small",
        Algorithm = algorithm,
        Model = new MlpOptions { Hidden = [16] },
        Data = new SyntheticDataOptions { Alpha = 1, Beta = 1, Partition = new NaturalPartitionOptions() },
        Workers = new WorkersSection { Count = 12, Participation = 0.5 },
        Stop = new StopSection { Rounds = rounds },
        Evaluate = new EvaluateSection { Every = 2 },
        Seed = seed,
        Placement = new PlacementSection { Shards = shards },
    };

    public static FedSpeedOptions FedSpeed => new() { LocalEpochs = 1, BatchSize = 20 };

    /// <summary>Runs a job to its end and returns its last status and its events.</summary>
    public static async Task<(JobStatus Status, List<JobEvent> Events)> RunAsync(IStarlingClient client, JobDefinition job)
    {
        string id = await client.SubmitAsync(job.ToSpec(), cancellationToken: TestContext.Current.CancellationToken);
        List<JobEvent> events = [];
        await foreach (JobEvent happened in client.WatchAsync(id, cancellationToken: TestContext.Current.CancellationToken))
            events.Add(happened);

        return (await client.GetStatusAsync(id, TestContext.Current.CancellationToken), events);
    }
}
