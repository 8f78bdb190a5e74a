using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>What a job grain stores: enough to answer for the job, and to take it up, when its activation is gone.</summary>
[GenerateSerializer, Alias("starling.JobRecord")]
public sealed record JobRecord
{
    /// <summary>The specification; null where no job was submitted.</summary>
    [Id(0)]
    public JobSpec? Spec { get; init; }

    /// <summary>The status when it was last stored.</summary>
    [Id(1)]
    public JobStatus? Status { get; init; }

    /// <summary>The events that are in no segment yet: see <see cref="HistorySegments"/>.</summary>
    [Id(2)]
    public ImmutableArray<JobEvent> Events { get; init; } = [];

    /// <summary>What was known of the workers when the job ended.</summary>
    [Id(3)]
    public ImmutableArray<WorkerSummary> Workers { get; init; } = [];

    /// <summary>Where the vectors were when it was last stored.</summary>
    [Id(4)]
    public ModelLayout? Model { get; init; }

    /// <summary>The newest checkpoints, at most two, the newest last.</summary>
    [Id(5)]
    public ImmutableArray<CheckpointManifest> Manifests { get; init; } = [];

    /// <summary>How many full segments of the history are stored beside the record.</summary>
    [Id(6)]
    public int Segments { get; init; }

    /// <summary>Names this write, so that a writer whose call failed finds out whether it took effect.</summary>
    [Id(7)]
    public Guid WriteId { get; init; }
}
