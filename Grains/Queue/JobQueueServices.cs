using Microsoft.Extensions.Options;
using Starling.Grains.Security;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Queue;

/// <summary>What the queue needs of its silo.</summary>
internal sealed class JobQueueServices(
    IJobContact jobs,
    IOptions<JobQueueOptions> options,
    IOptions<JobLimits> limits,
    QueueInstruments instruments,
    ISiloStatusOracle members,
    TimeProvider time)
{
    /// <summary>The way to the jobs.</summary>
    public IJobContact Jobs => jobs;

    /// <summary>How the queue works.</summary>
    public JobQueueOptions Options => options.Value;

    /// <summary>How many may wait and run.</summary>
    public JobLimits Limits => limits.Value;

    /// <summary>The meters.</summary>
    public QueueInstruments Instruments => instruments;

    /// <summary>The members of the cluster as this silo sees them.</summary>
    public ISiloStatusOracle Members => members;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;
}
