using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>What a job grain stores: enough to answer for the job when its activation is gone.</summary>
[GenerateSerializer, Alias("starling.JobRecord")]
public sealed class JobRecord
{
    /// <summary>The specification; null where no job was submitted.</summary>
    [Id(0)]
    public JobSpec? Spec { get; set; }

    /// <summary>The status when it was last stored.</summary>
    [Id(1)]
    public JobStatus? Status { get; set; }

    /// <summary>The history when it was last stored.</summary>
    [Id(2)]
    public ImmutableArray<JobEvent> Events { get; set; } = [];

    /// <summary>What was known of the workers when it was last stored.</summary>
    [Id(3)]
    public ImmutableArray<WorkerSummary> Workers { get; set; } = [];

    /// <summary>Where the vectors were when it was last stored.</summary>
    [Id(4)]
    public ModelLayout? Model { get; set; }
}
