using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>What is known of the cluster at a moment.</summary>
public sealed record ClusterSnapshot
{
    /// <summary>When the cluster last answered; null before the first answer.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The silos, by name.</summary>
    public ImmutableArray<SiloReport> Silos { get; init; } = [];

    /// <summary>The jobs, newest first.</summary>
    public ImmutableArray<JobTicket> Jobs { get; init; } = [];

    /// <summary>The statuses of jobs that run.</summary>
    public ImmutableDictionary<string, JobStatus> Statuses { get; init; } = ImmutableDictionary<string, JobStatus>.Empty;

    /// <summary>Silos that came and went, the newest first.</summary>
    public ImmutableArray<MembershipNote> Membership { get; init; } = [];

    /// <summary>Rounds and bytes a second of late, the oldest first.</summary>
    public ImmutableArray<ThroughputPoint> Throughput { get; init; } = [];

    /// <summary>Why what is shown may be old; null while the cluster answers.</summary>
    public string? Problem { get; init; }
}
