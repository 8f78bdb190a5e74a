using System.Diagnostics.Metrics;
using Starling.GrainInterfaces;

namespace Starling.Grains.Telemetry;

/// <summary>The meters of a silo's grains: meter <c>Starling.Grains</c>.</summary>
public sealed class StarlingInstruments
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Starling.Grains";

    private readonly Counter<long> rounds;
    private readonly Histogram<double> roundDuration;
    private readonly Counter<long> updates;
    private readonly Counter<long> bytesUp;
    private readonly Counter<long> refusedChunks;
    private readonly Histogram<double> workerDuration;
    private readonly Counter<long> gradients;

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
}
