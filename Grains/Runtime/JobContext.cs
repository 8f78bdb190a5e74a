using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;

namespace Starling.Grains.Runtime;

/// <summary>
/// What a silo knows of a job beyond its specification: loaded data, the partition, the model, the algorithm. Made once per
/// silo from the specification alone, shared by all grains of the job there, never changed.
/// </summary>
public abstract class JobContext
{
    private protected JobContext(string jobId, JobSpec spec, RunDefinition definition)
    {
        JobId = jobId;
        Spec = spec;
        Definition = definition;
    }

    /// <summary>The job's id.</summary>
    public string JobId { get; }

    /// <summary>The specification.</summary>
    public JobSpec Spec { get; }

    /// <summary>What the specification defines.</summary>
    public RunDefinition Definition { get; }

    /// <summary>The cut of the vectors into shards.</summary>
    public ShardLayout Layout { get; private protected init; }

    /// <summary>The vectors that are the job's result, in declared order.</summary>
    public abstract IReadOnlyList<string> ResultVectors { get; }

    /// <summary>Bytes of one number.</summary>
    public abstract int ElementSize { get; }

    /// <summary>Where the vectors of a version lie, for a reader.</summary>
    /// <param name="version">The version.</param>
    public abstract ModelLayout DescribeModel(int version);

    /// <summary>The grain that holds a slice of the result vectors.</summary>
    /// <param name="grains">Where grains are found.</param>
    /// <param name="shard">The slice.</param>
    public abstract IVectorGrain Holder(IGrainFactory grains, int shard);
}
