using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>A job's order to a worker: compute your update of this round.</summary>
[GenerateSerializer, Immutable, Alias("starling.RoundOrder")]
public sealed record RoundOrder
{
    /// <summary>t, the round: the worker starts from version t of the broadcast vectors.</summary>
    [Id(0)]
    public int Round { get; init; }

    /// <summary>
    /// The newest round in which the job accepted this worker's update, -1 for none. The worker keeps what it computed for
    /// that round as its state, and drops what it computed for any later one.
    /// </summary>
    [Id(1)]
    public int LastAcceptedRound { get; init; } = -1;

    /// <summary>The epoch: which taking-up of the job.</summary>
    [Id(2)]
    public int Epoch { get; init; }

    /// <summary>The version that the epoch began from: what an earlier epoch made of this round or a later one is void.</summary>
    [Id(3)]
    public int BaseVersion { get; init; }

    /// <summary>Where the state after <see cref="LastAcceptedRound"/> can be read; null where no checkpoint has it.</summary>
    [Id(4)]
    public SavedState? Saved { get; init; }
}

/// <summary>A worker's answer to a <see cref="RoundOrder"/>: the vectors went to the shards; this is the rest.</summary>
[GenerateSerializer, Immutable, Alias("starling.WorkerReport")]
public sealed record WorkerReport
{
    /// <summary>The round of the order.</summary>
    [Id(0)]
    public int Round { get; init; }

    /// <summary>The worker's number.</summary>
    [Id(1)]
    public int Worker { get; init; }

    /// <summary>Mean minibatch loss during local training.</summary>
    [Id(3)]
    public double TrainLoss { get; init; }

    /// <summary>Minibatch gradients evaluated.</summary>
    [Id(4)]
    public long Gradients { get; init; }

    /// <summary>Bytes of update vectors pushed.</summary>
    [Id(5)]
    public long BytesUp { get; init; }

    /// <summary>Bytes of broadcast vectors that the worker used.</summary>
    [Id(6)]
    public long BytesDown { get; init; }

    /// <summary>Seconds of local computing.</summary>
    [Id(7)]
    public double Seconds { get; init; }

    /// <summary>Why there is no update; null when there is one.</summary>
    [Id(8)]
    public JobFailure? Failure { get; init; }

    /// <summary>The number of local samples.</summary>
    [Id(9)]
    public int Samples { get; init; }

    /// <summary>c_i, the worker's numbers of the algorithm's scaled aggregates.</summary>
    [Id(10)]
    public ImmutableArray<double> Scales { get; init; } = [];

    /// <summary>The epoch of the order.</summary>
    [Id(11)]
    public int Epoch { get; init; }

    /// <summary>Whether there is no update because something the round needs was lost with a silo.</summary>
    [Id(12)]
    public bool IsStateLost { get; init; }

    /// <summary>What the worker's script printed, where a script computes; at most a few lines. Null for nothing.</summary>
    [Id(13)]
    public string? Output { get; init; }
}
