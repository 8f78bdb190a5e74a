using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>
/// A piece of a vector on its way: raw little-endian numbers, about 1 MiB. Immutable, so that it crosses a silo uncopied.
/// </summary>
[GenerateSerializer, Immutable, Alias("starling.Chunk")]
public sealed class Chunk
{
    /// <summary>The round (updates) or the version (server vectors).</summary>
    [Id(0)]
    public int Round { get; init; }

    /// <summary>The worker it comes from; -1 for server vectors.</summary>
    [Id(1)]
    public int Worker { get; init; } = -1;

    /// <summary>The position of the vector among the update's, or the server's, vectors.</summary>
    [Id(2)]
    public int Vector { get; init; }

    /// <summary>The first element, counted from the start of the shard's slice.</summary>
    [Id(3)]
    public int Offset { get; init; }

    /// <summary>The numbers. Nobody changes them once the chunk is made.</summary>
    [Id(4)]
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>CRC-32C of <see cref="Data"/>.</summary>
    [Id(5)]
    public uint Checksum { get; init; }

    /// <summary>The epoch of the order that it answers (updates).</summary>
    [Id(6)]
    public int Epoch { get; init; }
}

/// <summary>What a shard did with a chunk.</summary>
[GenerateSerializer]
public enum PushResult
{
    /// <summary>Taken, or had already.</summary>
    Accepted,

    /// <summary>Its checksum is wrong: send it again.</summary>
    Damaged,

    /// <summary>Its round is closed: the worker is late.</summary>
    Closed,

    /// <summary>The update is refused for the round; <see cref="IShardGrain.PrepareAsync"/> says why.</summary>
    Refused,
}

/// <summary>What a shard has of a round.</summary>
[GenerateSerializer, Immutable, Alias("starling.PrepareResult")]
public sealed record PrepareResult
{
    /// <summary>Workers whose update is complete and valid here.</summary>
    [Id(0)]
    public ImmutableArray<int> Ready { get; init; } = [];

    /// <summary>Workers whose update was refused here, and why.</summary>
    [Id(1)]
    public ImmutableArray<Rejection> Rejected { get; init; } = [];
}

/// <summary>A refused update.</summary>
[GenerateSerializer, Immutable, Alias("starling.Rejection")]
public sealed record Rejection
{
    /// <summary>The worker.</summary>
    [Id(0)]
    public int Worker { get; init; }

    /// <summary>Why.</summary>
    [Id(1)]
    public required JobFailure Reason { get; init; }
}

/// <summary>A part of what makes a version of the one before.</summary>
[GenerateSerializer, Immutable, Alias("starling.StepPart")]
public sealed record StepPart
{
    /// <summary>How many workers were accepted.</summary>
    [Id(0)]
    public int Accepted { get; init; }

    /// <summary>The sums over all coordinates that the step was done with.</summary>
    [Id(1)]
    public ImmutableArray<double> Reductions { get; init; } = [];

    /// <summary>Of the pieces of the first aggregate, then of the second, ..., those from where it was asked for: messages, or numbers as they are.</summary>
    [Id(2)]
    public ImmutableArray<ReadOnlyMemory<byte>> Pieces { get; init; } = [];

    /// <summary>How many pieces there are in all.</summary>
    [Id(3)]
    public int Count { get; init; }

    /// <summary>One number of the CRC-32C of the pieces, in their order.</summary>
    [Id(4)]
    public uint Checksum { get; init; }
}

/// <summary>A job's decision on a round, the same on every shard.</summary>
[GenerateSerializer, Immutable, Alias("starling.CommitOrder")]
public sealed record CommitOrder
{
    /// <summary>The round.</summary>
    [Id(0)]
    public int Round { get; init; }

    /// <summary>The accepted workers, ascending.</summary>
    [Id(1)]
    public ImmutableArray<int> Workers { get; init; } = [];

    /// <summary>How each update vector is aggregated, in the order of the update's vectors.</summary>
    [Id(2)]
    public ImmutableArray<CombinationOrder> Combinations { get; init; } = [];

    /// <summary>
    /// Their numbers c_i of the algorithm's scaled aggregates: those of the first aggregate in worker order, then those of the
    /// second, ...
    /// </summary>
    [Id(3)]
    public ImmutableArray<double> Scales { get; init; } = [];

    /// <summary>The sums over all shards of what <see cref="IShardGrain.ReduceAsync"/> answered, where the algorithm has any.</summary>
    [Id(4)]
    public ImmutableArray<double> Reductions { get; init; } = [];

    /// <summary>The epoch: which taking-up of the job.</summary>
    [Id(5)]
    public int Epoch { get; init; }

    /// <summary>Which of <see cref="Workers"/> are omniscient Byzantine ones of a simulation, ascending.</summary>
    [Id(6)]
    public ImmutableArray<int> Forgers { get; init; } = [];

    /// <summary>What these send, for every update vector; empty where there are none.</summary>
    [Id(7)]
    public ImmutableArray<ForgeryOrder> Forgeries { get; init; } = [];

    /// <summary>Whether the shard tells how far every update was from the aggregate, and how much of it was kept.</summary>
    [Id(8)]
    public bool Compare { get; init; }
}

/// <summary>What a commit did to a shard's slice.</summary>
[GenerateSerializer, Immutable, Alias("starling.CommitResult")]
public sealed record CommitResult
{
    /// <summary>The version that the shard now has.</summary>
    [Id(0)]
    public int Version { get; init; }

    /// <summary>Sum of the squares of the slice's change of the first server vector: the squared update norm, over shards.</summary>
    [Id(1)]
    public double ChangeSquared { get; init; }

    /// <summary>Whether every number of the new version is finite.</summary>
    [Id(2)]
    public bool Finite { get; init; }

    /// <summary>
    /// Where the order asked to compare: for every accepted worker the squared distance of its first update vector to the aggregate, on this slice.
    /// </summary>
    [Id(3)]
    public ImmutableArray<double> Distances { get; init; } = [];

    /// <summary>
    /// Where the order asked to compare: for every vector that the coordinate rule joins, in how many of the sampled coordinates it counted.
    /// </summary>
    [Id(4)]
    public ImmutableArray<double> Kept { get; init; } = [];
}
