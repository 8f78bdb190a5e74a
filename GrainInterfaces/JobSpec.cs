using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>What a person submits: one run of one algorithm. Immutable from the moment it is submitted.</summary>
[GenerateSerializer, Immutable, Alias("starling.JobSpec")]
public sealed record JobSpec
{
    /// <summary>The name the person gave; part of the job's id and of the result folder.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The resolved definition of the run as canonical JSON: what <c>RunDefinition</c> of Algorithms reads.</summary>
    [Id(1)]
    public required string Definition { get; init; }

    /// <summary>S, the number of parameter shards; 0 lets the job choose by the number of parameters.</summary>
    [Id(2)]
    public int Shards { get; init; }

    /// <summary>Labels that the silos of this job must carry.</summary>
    [Id(3)]
    public ImmutableArray<SiloLabel> Labels { get; init; } = [];

    /// <summary>Jobs of higher priority are admitted first. -100 to 100.</summary>
    [Id(4)]
    public int Priority { get; init; }

    /// <summary>When the job writes checkpoints.</summary>
    [Id(5)]
    public CheckpointPolicy Checkpoint { get; init; } = new();

    /// <summary>Whether another specification asks for the same.</summary>
    public bool IsSameAs(JobSpec other) =>
        Name == other.Name && Definition == other.Definition && Shards == other.Shards && Priority == other.Priority
        && Checkpoint == other.Checkpoint && Labels.SequenceEqual(other.Labels);
}

/// <summary>When a job writes checkpoints. Changes nothing about its result.</summary>
[GenerateSerializer, Immutable, Alias("starling.CheckpointPolicy")]
public sealed record CheckpointPolicy
{
    /// <summary>After every so many rounds; 0 for none but the last. Default 10.</summary>
    [Id(0)]
    public int Every { get; init; } = 10;

    /// <summary>No sooner than so many seconds after the one before: fast rounds are not held up. Default 2.</summary>
    [Id(1)]
    public double Seconds { get; init; } = 2;
}

/// <summary>A label that a silo carries or a job asks for, such as <c>gpu=true</c>.</summary>
[GenerateSerializer, Immutable, Alias("starling.SiloLabel")]
public sealed record SiloLabel
{
    /// <summary>The name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The value.</summary>
    [Id(1)]
    public required string Value { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
