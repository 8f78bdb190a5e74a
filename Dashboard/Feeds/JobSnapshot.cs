using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Feeds;

/// <summary>What is known of a job at a moment. It never changes: pages read it on any thread.</summary>
public sealed record JobSnapshot
{
    /// <summary>The status; null before the first answer.</summary>
    public JobStatus? Status { get; init; }

    /// <summary>What was submitted; null before the first answer.</summary>
    public JobSpec? Spec { get; init; }

    /// <summary>The evaluations, thinned.</summary>
    public ImmutableArray<MetricRow> Rows { get; init; } = [];

    /// <summary>Grows when rows that were there before are gone: a chart begins anew.</summary>
    public int RowGeneration { get; init; }

    /// <summary>The newest events of every kind, the newest first.</summary>
    public ImmutableArray<JobEvent> Events { get; init; } = [];

    /// <summary>How many events of every kind there were.</summary>
    public ImmutableSortedDictionary<string, long> EventCounts { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>The times of the newest rounds.</summary>
    public ImmutableArray<RoundTimes> Rounds { get; init; } = [];

    /// <summary>The newest checkpoints.</summary>
    public ImmutableArray<JobEvent> Checkpoints { get; init; } = [];

    /// <summary>How the newest round's aggregate treated the updates; empty where the rule is the mean.</summary>
    public ImmutableArray<WorkerShare> Shares { get; init; } = [];

    /// <summary>The round of <see cref="Shares"/>.</summary>
    public int SharesRound { get; init; }

    /// <summary>What nodes and edges did; null of jobs with a server.</summary>
    public NetworkActivity? Activity { get; init; }

    /// <summary>The workers, by number.</summary>
    public ImmutableArray<WorkerSummary> Workers { get; init; } = [];

    /// <summary>Why what is shown may be old: the cluster does not answer; null while it does.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the cluster knows no such job.</summary>
    public bool IsMissing { get; init; }
}
