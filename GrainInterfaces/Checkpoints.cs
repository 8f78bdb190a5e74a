namespace Starling.GrainInterfaces;

/// <summary>What a grain wrote into a slot of its checkpoints, and how it is recognised when it is read again.</summary>
[GenerateSerializer, Immutable, Alias("starling.SavedState")]
public sealed record SavedState
{
    /// <summary>The version (shards), or the newest accepted round (workers), that was written.</summary>
    [Id(0)]
    public int Version { get; init; }

    /// <summary>The slot: 0, 1 or 2. The two newest checkpoints keep theirs, the third is free for the next.</summary>
    [Id(1)]
    public int Slot { get; init; }

    /// <summary>SHA-256 over the hashes of the parts, in lower-case hexadecimal.</summary>
    [Id(2)]
    public required string Sha256 { get; init; }

    /// <summary>Bytes of the vectors.</summary>
    [Id(3)]
    public long Bytes { get; init; }
}

/// <summary>A job's order to a shard: hold this version, in this epoch.</summary>
[GenerateSerializer, Immutable, Alias("starling.OpenOrder")]
public sealed record OpenOrder
{
    /// <summary>The epoch: which taking-up of the job.</summary>
    [Id(0)]
    public int Epoch { get; init; }

    /// <summary>The version.</summary>
    [Id(1)]
    public int Version { get; init; }

    /// <summary>Where it can be read; null where there is no checkpoint of it.</summary>
    [Id(2)]
    public SavedState? Saved { get; init; }
}
