using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>Where a job is in its life.</summary>
[GenerateSerializer]
public enum JobPhase
{
    /// <summary>Submitted; not started.</summary>
    Queued,

    /// <summary>Loading data and giving the shards their first vectors.</summary>
    Starting,

    /// <summary>In its rounds.</summary>
    Running,

    /// <summary>Ended as its definition says.</summary>
    Completed,

    /// <summary>Ended by a failure; <see cref="JobStatus.Failure"/> says which.</summary>
    Failed,

    /// <summary>Ended by a person; what was computed so far is kept.</summary>
    Cancelled,

    /// <summary>Stopped by a person between two rounds; goes on when a person says so.</summary>
    Paused,

    /// <summary>Going back to its last checkpoint after a loss.</summary>
    Recovering,
}

/// <summary>Helpers over <see cref="JobPhase"/>.</summary>
public static class JobPhases
{
    /// <summary>Whether a job in this phase has ended for good.</summary>
    public static bool HasEnded(this JobPhase phase) =>
        phase is JobPhase.Completed or JobPhase.Failed or JobPhase.Cancelled;
}

/// <summary>Everything a job tells about itself at one moment.</summary>
[GenerateSerializer, Immutable, Alias("starling.JobStatus")]
public sealed record JobStatus
{
    /// <summary>The job's id.</summary>
    [Id(0)]
    public required string JobId { get; init; }

    /// <summary>The phase.</summary>
    [Id(1)]
    public JobPhase Phase { get; init; }

    /// <summary>Rounds committed so far.</summary>
    [Id(2)]
    public int Round { get; init; }

    /// <summary>Rounds that the job will run; 0 where only another criterion stops it.</summary>
    [Id(3)]
    public int PlannedRounds { get; init; }

    /// <summary>Sums over the run.</summary>
    [Id(4)]
    public JobTotals Totals { get; init; } = new();

    /// <summary>The newest evaluation.</summary>
    [Id(5)]
    public MetricRow? Latest { get; init; }

    /// <summary>Why the job failed.</summary>
    [Id(6)]
    public JobFailure? Failure { get; init; }

    /// <summary>SHA-256, in lower-case hexadecimal, over the little-endian bytes of the final server vectors in declared order.</summary>
    [Id(7)]
    public string? ParametersSha256 { get; init; }

    /// <summary>P, the number of parameters; 0 before the job has started.</summary>
    [Id(8)]
    public int Dimension { get; init; }

    /// <summary>S, the number of parameter shards; 0 before the job has started.</summary>
    [Id(9)]
    public int Shards { get; init; }

    /// <summary>Sentences that a person should read although the job goes on.</summary>
    [Id(10)]
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>When it was submitted.</summary>
    [Id(11)]
    public DateTimeOffset Submitted { get; init; }

    /// <summary>When it ended.</summary>
    [Id(12)]
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The name the person gave.</summary>
    [Id(13)]
    public string Name { get; init; } = "";

    /// <summary>Who submitted it; empty where the cluster asks for no token.</summary>
    [Id(14)]
    public string Submitter { get; init; } = "";

    /// <summary>
    /// How often the job was taken up: 1 for a job that met no loss. Orders of an earlier epoch are refused, so that a
    /// coordinator that was thought dead changes nothing.
    /// </summary>
    [Id(15)]
    public int Epoch { get; init; }

    /// <summary>The version of the newest checkpoint; null before the first.</summary>
    [Id(16)]
    public int? CheckpointVersion { get; init; }

    /// <summary>Whether a person wants the job to stand still.</summary>
    [Id(17)]
    public bool IsPauseWanted { get; init; }

    /// <summary>Of a job that ended: what another method would have cost, for a person; null where that is not known.</summary>
    [Id(18)]
    public string? Advice { get; init; }
}

/// <summary>Sums over a run.</summary>
[GenerateSerializer, Immutable, Alias("starling.JobTotals")]
public sealed record JobTotals
{
    /// <summary>Rounds committed.</summary>
    [Id(0)]
    public int Rounds { get; init; }

    /// <summary>Minibatch gradients evaluated by workers.</summary>
    [Id(1)]
    public long Gradients { get; init; }

    /// <summary>Server-worker exchanges: accepted updates.</summary>
    [Id(2)]
    public long Communications { get; init; }

    /// <summary>Bytes of update vectors, workers to shards.</summary>
    [Id(3)]
    public long BytesUp { get; init; }

    /// <summary>Bytes of broadcast vectors, shards to workers.</summary>
    [Id(4)]
    public long BytesDown { get; init; }

    /// <summary>Seconds since the job started.</summary>
    [Id(5)]
    public double Seconds { get; init; }

    /// <summary>Seconds that workers spent on local computing, summed over workers.</summary>
    [Id(6)]
    public double WorkerSeconds { get; init; }

    /// <summary>Gradients and swaps together, of decentralized algorithms without rounds; 0 for others.</summary>
    [Id(7)]
    public long Events { get; init; }

    /// <summary>The same in a second; null for algorithms with rounds.</summary>
    public double? EventsPerSecond => Events > 0 && Seconds > 0 ? Events / Seconds : null;
}

/// <summary>Why a job failed.</summary>
[GenerateSerializer, Immutable, Alias("starling.JobFailure")]
public sealed record JobFailure
{
    /// <summary>The number of the error, <c>STAR</c> and four digits.</summary>
    [Id(0)]
    public required string Code { get; init; }

    /// <summary>One sentence.</summary>
    [Id(1)]
    public required string Message { get; init; }
}
