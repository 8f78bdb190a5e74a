using System.Collections.Immutable;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Inventory;
using Starling.Grains.Runtime;
using Starling.Grains.Security;
using Starling.Grains.Telemetry;
using Starling.Grains.Trainers;

namespace Starling.Grains.Jobs;

/// <summary>What a run needs of its silo.</summary>
/// <param name="Contexts">Loaded jobs.</param>
/// <param name="Instruments">Meters.</param>
/// <param name="Time">The clock.</param>
/// <param name="Options">How jobs run on this silo.</param>
/// <param name="Limits">What jobs may ask for.</param>
/// <param name="Files">Which files jobs may name.</param>
/// <param name="Trainers">Whether jobs may name a command.</param>
/// <param name="Grains">Which grains live on the silo.</param>
/// <param name="Pool">Where computations run.</param>
/// <param name="Members">The silos of the cluster.</param>
internal sealed record JobServices(
    JobContextCache Contexts,
    StarlingInstruments Instruments,
    TimeProvider Time,
    JobOptions Options,
    JobLimits Limits,
    FileRule Files,
    TrainerOptions Trainers,
    LocalGrains Grains,
    ComputePool Pool,
    ISiloStatusOracle Members);

/// <summary>
/// One taking-up of a job: opens what holds its vectors at a version, goes from round to round, finishes. Everything it calls is idempotent and is
/// simply asked again when an outcome is unknown; what was lost ends the run with <see cref="StateLostException"/>, and the job is taken up anew.
/// </summary>
internal abstract class JobRun
{
    /// <summary>The status now.</summary>
    public JobStatus Status { get; protected set; } = null!;

    /// <summary>Whether the vectors are there.</summary>
    public bool IsOpen { get; protected set; }

    /// <summary>Where the newest vectors are.</summary>
    public abstract ModelLayout Model { get; }

    /// <summary>The grains that hold the vectors, slice by slice.</summary>
    public abstract IReadOnlyList<IVectorGrain> Holders { get; }

    /// <summary>What people can read of the workers.</summary>
    public abstract ImmutableArray<WorkerSummary> Summaries { get; }

    /// <summary>What a checkpoint keeps of the workers.</summary>
    public virtual ImmutableArray<WorkerMark> Marks => [];

    /// <summary>Whether nodes go on by themselves, whatever becomes of the run.</summary>
    public virtual bool IsLive => false;

    /// <summary>Whether the algorithm has vectors at the workers.</summary>
    public virtual bool WorkersHaveState => false;

    /// <summary>Notes where a worker's state is saved.</summary>
    public virtual void WorkerSaved(int worker, SavedState saved) => throw new NotSupportedException("These workers have no states.");

    /// <summary>A worker.</summary>
    public virtual IWorkerGrain Worker(int number) => throw new NotSupportedException("This job has no workers.");

    /// <summary>What a worker would be told for the next round.</summary>
    public virtual RoundOrder OrderFor(int number) => throw new NotSupportedException("This job has no workers.");

    /// <summary>Takes a worker's answer.</summary>
    public virtual void Report(WorkerReport report)
    {
    }

    /// <summary>Lets those who hold the vectors take the version that the run starts from.</summary>
    /// <param name="afresh">
    /// Whether they go first and come back: where the run before this one came to nothing, the cluster may have two activations of a
    /// grain, and others call another one than the job does.
    /// </param>
    public abstract Task OpenAsync(bool afresh);

    /// <summary>Runs rounds until a criterion of the job's definition stops it, or somebody wants it to stand still.</summary>
    /// <param name="checkpoint">Called between two rounds; false where the run is to stop there.</param>
    /// <param name="cancellationToken">Ends the run within a round.</param>
    /// <exception cref="StarlingException">The job cannot go on.</exception>
    public abstract Task RunAsync(Func<Task<bool>> checkpoint, CancellationToken cancellationToken);

    /// <summary>Brings to rest what goes on by itself, before the job stands still.</summary>
    public virtual Task SettleAsync() => Task.CompletedTask;

    /// <summary>Evaluates the newest version where it was not yet, and takes its fingerprint.</summary>
    /// <param name="evaluate">Whether it is evaluated.</param>
    public abstract Task FinishAsync(bool evaluate);

    /// <summary>Lets everybody go who works for the job, and those who hold the vectors: at once, or when nobody has read for a while.</summary>
    public abstract Task ReleaseAsync(bool holdersToo);

    /// <summary>A checkpoint of a version is stored.</summary>
    public void Checkpointed(int version) => Status = Status with { CheckpointVersion = version };

    /// <summary>Something a person should know although the job goes on; the newest ten are kept in the status.</summary>
    public void Warn(string message) => Status = Status with { Warnings = [.. Status.Warnings.Append(message).TakeLast(10)] };
}
