using Starling.Algorithms.Data;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Runs;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Silo.Tests;

/// <summary>Jobs of a second.</summary>
internal static class SmallJobs
{
    /// <summary>Three rounds, with a checkpoint after each.</summary>
    public static JobSpec Checkpointed() => Job(rounds: 3, new CheckpointSection { Every = 1, Seconds = 0 });

    /// <summary>More rounds than a test waits for, without a checkpoint unless somebody asks for one.</summary>
    public static JobSpec Endless() => Job(rounds: 1_000_000, new CheckpointSection { Every = 1_000_000, Seconds = 0 });

    private static JobSpec Job(int rounds, CheckpointSection checkpoint) => new JobDefinition
    {
        Name = "small",
        Algorithm = new FedAvgOptions { LocalEpochs = 1, BatchSize = 20 },
        Model = new MlpOptions { Hidden = [4] },
        Data = new SyntheticDataOptions { Alpha = 1, Beta = 1, Partition = new NaturalPartitionOptions() },
        Workers = new WorkersSection { Count = 4 },
        Stop = new StopSection { Rounds = rounds },
        Checkpoint = checkpoint,
    }.ToSpec();
}
