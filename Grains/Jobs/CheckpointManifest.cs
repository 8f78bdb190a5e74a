using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>
/// Everything from which a job can be taken up after a version: where its vectors lie, and what the coordinator knew. It is
/// stored with the job's record, after everything that it names: what it names is there.
/// </summary>
[GenerateSerializer, Immutable, Alias("starling.CheckpointManifest")]
public sealed record CheckpointManifest
{
    /// <summary>The version of the server vectors: rounds committed.</summary>
    [Id(0)]
    public int Version { get; init; }

    /// <summary>The slot that the shards wrote into.</summary>
    [Id(1)]
    public int Slot { get; init; }

    /// <summary>The status at that version.</summary>
    [Id(2)]
    public required JobStatus Status { get; init; }

    /// <summary>What every shard wrote, by number.</summary>
    [Id(3)]
    public ImmutableArray<SavedState> Shards { get; init; } = [];

    /// <summary>What was known of the workers that were chosen at least once, by number.</summary>
    [Id(4)]
    public ImmutableArray<WorkerMark> Workers { get; init; } = [];
}

/// <summary>What a job knows of a worker and a partition does not say.</summary>
[GenerateSerializer, Immutable, Alias("starling.WorkerMark")]
public sealed record WorkerMark
{
    /// <summary>The worker's number.</summary>
    [Id(0)]
    public int Worker { get; init; }

    /// <summary>The newest round in which its update was accepted; -1 for none.</summary>
    [Id(1)]
    public int LastAcceptedRound { get; init; } = -1;

    /// <summary>Rounds it was chosen for.</summary>
    [Id(2)]
    public int RoundsChosen { get; init; }

    /// <summary>Rounds in which its update was accepted.</summary>
    [Id(3)]
    public int RoundsAccepted { get; init; }

    /// <summary>Updates of it that were refused.</summary>
    [Id(4)]
    public int Rejections { get; init; }

    /// <summary>Seconds of local computing.</summary>
    [Id(5)]
    public double Seconds { get; init; }

    /// <summary>Mean minibatch loss of its newest accepted round.</summary>
    [Id(6)]
    public double? TrainLoss { get; init; }

    /// <summary>Where its state after <see cref="LastAcceptedRound"/> is; null where it has none or none is saved.</summary>
    [Id(7)]
    public SavedState? Saved { get; init; }

    /// <summary>Its weight in the aggregate of its newest accepted round.</summary>
    [Id(8)]
    public double? Weight { get; init; }

    /// <summary>Its distance to that aggregate.</summary>
    [Id(9)]
    public double? Distance { get; init; }

    /// <summary>Rounds in which it counted less than half of an equal share.</summary>
    [Id(10)]
    public int Cuts { get; init; }

    /// <summary>The moving average of how little it counted.</summary>
    [Id(11)]
    public double? Suspicion { get; init; }
}
