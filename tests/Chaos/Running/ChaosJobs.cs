using Starling.Algorithms.Aggregation.Before;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Attacks;
using Starling.Algorithms.Compression;
using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Federated;
using Starling.Algorithms.Models;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Variational;
using Starling.Client.Jobs;

namespace Starling.Chaos.Running;

/// <summary>The kinds of jobs that are troubled. Each is a few milliseconds of computing a round, and writes a checkpoint every 10 rounds.</summary>
internal static class ChaosJobs
{
    /// <summary>Rounds of a network in the time of a round of the others.</summary>
    public const int NetworkRounds = 40;

    /// <summary>States at the workers.</summary>
    public static JobDefinition Stateful(int rounds, int shards) => new()
    {
        Name = "stateful",
        Algorithm = new FedSpeedOptions { LocalEpochs = 2, BatchSize = 10 },
        Model = new MlpOptions { Hidden = [64] },
        Data = new SyntheticDataOptions { Alpha = 1, Beta = 1, Partition = new NaturalPartitionOptions() },
        Workers = new WorkersSection { Count = 30, Participation = 0.4 },
        Stop = new StopSection { Rounds = rounds },
        Evaluate = new EvaluateSection { Every = 20 },
        Checkpoint = new CheckpointSection { Every = 10, Seconds = 0 },
        Placement = new PlacementSection { Shards = shards },
    };

    /// <summary>States at the workers, Byzantine ones among these, and a rule that looks back at its last result.</summary>
    public static JobDefinition Robust(int rounds, int shards)
    {
        JobDefinition job = Stateful(rounds, shards);
        return job with
        {
            Name = "robust",
            Workers = job.Workers with { Byzantine = new ByzantineSection { Count = 6, Attack = new AlieAttackOptions() } },
            Aggregation = new AggregationSection
            {
                Rule = new CenteredClippingOptions { Tau = 1, L = 2 },
                Pre = [new NearestNeighborsOptions()],
                Byzantine = 3,
                Momentum = new MomentumSection { At = MomentumPlace.Worker },
            },
        };
    }

    /// <summary>A network without a server, in virtual time.</summary>
    public static JobDefinition Network(int rounds) => new()
    {
        Name = "network",
        Algorithm = new DadaoOptions(),
        Problem = new QuadraticOptions { Dimension = 10_000, Condition = 10 },
        Topology = new TopologySection { Graph = new HypercubeOptions() },
        Workers = new WorkersSection { Count = 16 },
        Stop = new StopSection { Rounds = NetworkRounds * rounds },
        Evaluate = new EvaluateSection { Every = 5 * NetworkRounds },
        Checkpoint = new CheckpointSection { Every = 10 * NetworkRounds, Seconds = 0 },
    };

    /// <summary>Compresses both ways: silos follow its shards step by step, and what compression loses is kept at both ends.</summary>
    public static JobDefinition Compressed(int rounds, int shards) => new()
    {
        Name = "compressed",
        Algorithm = new Masha2Options { StepSize = 0.05, Refresh = 0.1 },
        Problem = new QuadraticOptions { Dimension = 140_000, Condition = 10 },
        Compression = new CompressionSection { Up = [new TopKOptions { Fraction = 0.05 }], Down = [new TopKOptions { Fraction = 0.05 }] },
        Workers = new WorkersSection { Count = 6, Participation = 0.5 },
        Stop = new StopSection { Rounds = rounds },
        Evaluate = new EvaluateSection { Every = 20 },
        Checkpoint = new CheckpointSection { Every = 10, Seconds = 0 },
        Placement = new PlacementSection { Shards = shards },
    };
}
