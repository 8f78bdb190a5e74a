using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>What the silos of a cluster say of themselves. There is one, keyed <see cref="Key"/>; it keeps nothing on disk.</summary>
[Alias("starling.IInventoryGrain")]
public interface IInventoryGrain : IGrainWithStringKey
{
    /// <summary>The key of the one inventory.</summary>
    const string Key = "silos";

    /// <summary>A silo tells how it is. Every silo does every second or so.</summary>
    [Alias("Report")]
    Task ReportAsync(SiloReport report);

    /// <summary>The newest report of every silo that is a member of the cluster, by name.</summary>
    [Alias("List"), Access(AccessRole.Viewer)]
    Task<ImmutableArray<SiloReport>> ListAsync();
}

/// <summary>What a silo says of itself: a line of <c>starling cluster</c>.</summary>
[GenerateSerializer, Immutable, Alias("starling.SiloReport")]
public sealed record SiloReport
{
    /// <summary>The silo's name.</summary>
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>Its address as Orleans writes it: <c>S127.0.0.1:11111:123</c>.</summary>
    [Id(1)]
    public required string Address { get; init; }

    /// <summary>The endpoint for clients, <c>ADDRESS:PORT</c>.</summary>
    [Id(2)]
    public string Gateway { get; init; } = "";

    /// <summary>The version of Starling that it runs.</summary>
    [Id(3)]
    public string Version { get; init; } = "";

    /// <summary>The labels that it carries, by name.</summary>
    [Id(4)]
    public ImmutableArray<SiloLabel> Labels { get; init; } = [];

    /// <summary>Accelerators, as text; empty where there are none.</summary>
    [Id(5)]
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>Threads that compute.</summary>
    [Id(6)]
    public int Threads { get; init; }

    /// <summary>Of these, how many compute now.</summary>
    [Id(7)]
    public int BusyThreads { get; init; }

    /// <summary>Computations that wait for a thread.</summary>
    [Id(8)]
    public int QueuedComputations { get; init; }

    /// <summary>Grains of jobs on it: job, shard, worker and inspector grains.</summary>
    [Id(9)]
    public int Grains { get; init; }

    /// <summary>Bytes of memory that the process holds.</summary>
    [Id(10)]
    public long MemoryBytes { get; init; }

    /// <summary>How many jobs the silo takes part in at most.</summary>
    [Id(11)]
    public int JobSlots { get; init; }

    /// <summary>When the silo started.</summary>
    [Id(12)]
    public DateTimeOffset Started { get; init; }

    /// <summary>Jobs that have grains on it, by id.</summary>
    [Id(13)]
    public ImmutableArray<JobPresence> Jobs { get; init; } = [];

    /// <summary>The processors that the process keeps busy: 1.5 is one and a half.</summary>
    [Id(14)]
    public double BusyProcessors { get; init; }

    /// <summary>The processors that it may use.</summary>
    [Id(15)]
    public int Processors { get; init; }

    /// <summary>Where it keeps jobs and checkpoints: <c>memory</c>, <c>folder</c>, <c>postgresql</c>, <c>azure-blob</c>; empty where that is not known.</summary>
    [Id(16)]
    public string Storage { get; init; } = "";
}

/// <summary>What a job has on a silo.</summary>
[GenerateSerializer, Immutable, Alias("starling.JobPresence")]
public sealed record JobPresence
{
    /// <summary>The job.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>Whether the job is coordinated here.</summary>
    [Id(1)]
    public bool Coordinates { get; init; }

    /// <summary>Parameter shards; 1 for all nodes of a network in virtual time.</summary>
    [Id(2)]
    public int Shards { get; init; }

    /// <summary>Workers.</summary>
    [Id(3)]
    public int Workers { get; init; }

    /// <summary>Nodes with clocks of their own.</summary>
    [Id(4)]
    public int Nodes { get; init; }
}
