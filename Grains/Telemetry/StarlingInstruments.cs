using System.Diagnostics;
using System.Diagnostics.Metrics;
using Starling.GrainInterfaces;

namespace Starling.Grains.Telemetry;

/// <summary>The meters of a silo's grains: meter <c>Starling.Grains</c>.</summary>
public sealed class StarlingInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Starling.Grains";

    /// <summary>The name of the source of activities.</summary>
    public const string ActivitySourceName = "Starling.Grains";

    private static readonly ActivitySource Activities = new(ActivitySourceName);

    private readonly Counter<long> rounds;
    private readonly Histogram<double> roundDuration;
    private readonly Counter<long> updates;
    private readonly Counter<long> bytesUp;
    private readonly Counter<long> refusedChunks;
    private readonly Histogram<double> workerDuration;
    private readonly Counter<long> gradients;
    private readonly Histogram<double> phaseDuration;
    private readonly Histogram<double> checkpointDuration;
    private readonly Counter<long> checkpointBytes;
    private readonly Counter<long> checkpointFailures;
    private readonly Counter<long> retries;
    private readonly Counter<long> askedAgain;
    private readonly Counter<long> leftOut;
    private readonly Counter<long> rollbacks;
    private readonly Counter<long> lostRounds;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">The host's meters.</param>
    public StarlingInstruments(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        rounds = meter.CreateCounter<long>("starling.rounds", "{round}", "Rounds committed.");
        roundDuration = meter.CreateHistogram<double>("starling.round.duration", "s", "From opening a round to its commit on every shard.");
        updates = meter.CreateCounter<long>("starling.updates", "{update}", "Updates of workers, by outcome: accepted or rejected.");
        bytesUp = meter.CreateCounter<long>("starling.push.bytes", "By", "Bytes of update chunks that arrived at shards.");
        refusedChunks = meter.CreateCounter<long>("starling.push.refused", "{chunk}", "Chunks that a shard did not take, by reason.");
        workerDuration = meter.CreateHistogram<double>("starling.worker.duration", "s", "Local computing of one worker in one round.");
        gradients = meter.CreateCounter<long>("starling.gradients", "{gradient}", "Minibatch gradients evaluated.");
        phaseDuration = meter.CreateHistogram<double>("starling.round.phase.duration", "s", "Parts of a round, by phase: collect, decide, commit, evaluate.");
        checkpointDuration = meter.CreateHistogram<double>("starling.checkpoint.duration", "s", "From asking for a checkpoint to its stored manifest.");
        checkpointBytes = meter.CreateCounter<long>("starling.checkpoint.bytes", "By", "Bytes of server vectors written into checkpoints.");
        checkpointFailures = meter.CreateCounter<long>("starling.checkpoint.failures", "{checkpoint}", "Checkpoints that could not be written.");
        retries = meter.CreateCounter<long>("starling.retries", "{call}", "Calls repeated since their outcome was unknown.");
        askedAgain = meter.CreateCounter<long>("starling.workers.asked_again", "{worker}", "Workers asked again since they had not answered.");
        leftOut = meter.CreateCounter<long>("starling.workers.left_out", "{worker}", "Workers that a round went on without.");
        rollbacks = meter.CreateCounter<long>("starling.rollbacks", "{rollback}", "Times that jobs went back to a checkpoint.");
        lostRounds = meter.CreateCounter<long>("starling.rollback.rounds", "{round}", "Rounds that are done again after a loss.");
    }

    /// <summary>A round was committed.</summary>
    public void RoundCommitted(TimeSpan duration, int accepted, int rejected)
    {
        rounds.Add(1);
        roundDuration.Record(duration.TotalSeconds);
        updates.Add(accepted, KeyValuePair.Create<string, object?>("outcome", "accepted"));
        updates.Add(rejected, KeyValuePair.Create<string, object?>("outcome", "rejected"));
    }

    /// <summary>A chunk arrived at a shard.</summary>
    public void ChunkPushed(int bytes, PushResult result)
    {
        bytesUp.Add(bytes);
        if (result != PushResult.Accepted)
            refusedChunks.Add(1, KeyValuePair.Create<string, object?>("reason", result.ToString()));
    }

    /// <summary>A worker computed an update.</summary>
    public void WorkerComputed(WorkerReport report)
    {
        workerDuration.Record(report.Seconds);
        gradients.Add(report.Gradients);
    }

    /// <summary>A part of a round is done.</summary>
    public void PhaseDone(string phase, TimeSpan duration) =>
        phaseDuration.Record(duration.TotalSeconds, KeyValuePair.Create<string, object?>("phase", phase));

    /// <summary>A checkpoint is stored.</summary>
    public void Checkpointed(TimeSpan duration, long bytes)
    {
        checkpointDuration.Record(duration.TotalSeconds);
        checkpointBytes.Add(bytes);
    }

    /// <summary>A checkpoint could not be stored.</summary>
    public void CheckpointFailed() => checkpointFailures.Add(1);

    /// <summary>A call is repeated.</summary>
    public void Retried() => retries.Add(1);

    /// <summary>Workers are asked again.</summary>
    public void AskedAgain(int workers) => askedAgain.Add(workers);

    /// <summary>A round goes on without workers.</summary>
    public void LeftOut(int workers) => leftOut.Add(workers);

    /// <summary>A job goes back to a checkpoint.</summary>
    public void RolledBack(int rounds)
    {
        rollbacks.Add(1);
        lostRounds.Add(rounds);
    }

    /// <summary>Begins the activity of a round; null where nobody listens.</summary>
    public static Activity? StartRound(string jobId, int round, int epoch)
    {
        Activity? activity = Activities.StartActivity("starling.round");
        activity?.SetTag("starling.job", jobId).SetTag("starling.round", round).SetTag("starling.epoch", epoch);
        return activity;
    }

    /// <summary>Begins the activity of a checkpoint; null where nobody listens.</summary>
    public static Activity? StartCheckpoint(string jobId, int version)
    {
        Activity? activity = Activities.StartActivity("starling.checkpoint");
        activity?.SetTag("starling.job", jobId).SetTag("starling.version", version);
        return activity;
    }
}
