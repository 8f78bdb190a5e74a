using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Networks;
using Starling.Grains.Runtime;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Jobs;

/// <content>
/// How a job runs from its admission to its end. It is taken up in epochs. Each begins by storing its number, which fences
/// earlier coordinators; opens the shards at the newest checkpoint, or at the beginning; and runs rounds until the end or a loss.
/// A loss begins the next epoch. Since rounds depend on the job alone, rounds that are done again give the same bits. A silo that is asked to stop says so
/// before: then the next epoch begins with a checkpoint of the round that was reached, once that silo has left, and nothing is done again.
/// </content>
internal sealed partial class JobGrain
{
    /// <summary>The end of a job is stored as soon as the storage takes it, however long that is.</summary>
    private static readonly TimeSpan NoLimit = TimeSpan.FromDays(3650);

    private enum StopReason
    {
        None,
        Cancel,
        Leave,
        Fenced,
    }

    private CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource left = new();
    private Task running = Task.CompletedTask;
    private StopReason stopReason;
    private bool isExtensionWanted;
    private JobRun? run;
    private JobCheckpoints checkpoints = null!;
    private TaskCompletionSource? checkpointWanted;
    private int storedEvents;
    private string? lastLoss;
    private bool isHandedOver;

    private CancellationToken Stopping => stopping.Token;

    private bool IsLeaving => stopReason is StopReason.Leave or StopReason.Fenced;

    private void StartRun()
    {
        if (!running.IsCompleted || stopReason != StopReason.None)
            return;

        DelayDeactivation(Timeout.InfiniteTimeSpan);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running = ended.Task;

        // The tick only starts the run: Orleans lets a tick end before it deactivates a grain, and a run is as long as its job.
        this.RegisterGrainTimer(
            cancellationToken =>
            {
                _ = RunToEndAsync(ended);
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
    }

    private void Stop(StopReason reason)
    {
        if (reason > stopReason)
            stopReason = reason;

        stopping.Cancel();
        if (IsLeaving)
            left.Cancel();
    }

    private async Task StopRunAsync(StopReason reason)
    {
        if (running.IsCompleted)
        {
            stopReason = reason;
            return;
        }

        Stop(reason);
        await running;
        stopReason = reason > stopReason ? reason : stopReason;
    }

    private async Task RunToEndAsync(TaskCompletionSource ended)
    {
        try
        {
            await CoordinateAsync();

            // Wished when the job was about to stand still and no longer looked.
            if (stopReason == StopReason.Cancel && !status!.Phase.HasEnded())
                await EndAsync(JobPhase.Cancelled, failure: null, ended: null, CancellationToken.None);
        }
        catch (FencedException fenced)
        {
            LogFenced(logger, fenced, JobId);
            stopReason = StopReason.Fenced;
            DeactivateOnIdle();
        }
        catch (OperationCanceledException) when (IsLeaving)
        {
            // The job goes on elsewhere; what is stored says from where.
        }
        catch (OperationCanceledException) when (stopReason == StopReason.Cancel)
        {
            // Before its rounds, or while it came to stand still: the newest checkpoint is what stays.
            await EndNowAsync(JobPhase.Cancelled, failure: null);
        }
#pragma warning disable CA1031 // Whatever stops the loop is the job's failure, told to whoever asks.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is not (StarlingException or JobRefusedException))
                LogFailed(logger, exception, JobId);

            await EndNowAsync(JobPhase.Failed, Refusals.ToFailure(exception));
        }
        finally
        {
            run = null;
            CheckpointDone();
            if (stopReason != StopReason.Fenced)
                DelayDeactivation(TimeSpan.Zero);
            ForgetLateCancel();
            ended.SetResult();
            Stands();
        }
    }

    /// <summary>A cancelling that came when the job was complete does not keep a later end from being run to.</summary>
    private void ForgetLateCancel()
    {
        if (stopReason != StopReason.Cancel)
            return;

        stopReason = StopReason.None;
        stopping.Dispose();
        stopping = new CancellationTokenSource();
    }

    private async Task EndNowAsync(JobPhase phase, JobFailure? failure)
    {
        try
        {
            JobRun? ended = run is { IsOpen: true } ? run : null;
            await EndAsync(phase, failure, ended, CancellationToken.None);
        }
        catch (FencedException fenced)
        {
            LogFenced(logger, fenced, JobId);
        }
    }

    private async Task CoordinateAsync()
    {
        LogStarted(logger, JobId);
        AskForLabels();
        JobContext context = await services.Contexts.GetAsync(JobId, Spec).WaitAsync(Stopping);
        services.Limits.CheckParameters(Spec, context.Layout.Dimension);
        checkpoints = new JobCheckpoints(Spec.Checkpoint, services.Time, store.Current.Manifests.LastOrDefault()?.Version ?? 0);
        (JobPhase Phase, JobFailure? Failure)? end = null;
        bool isSameCoordinator = false;
        bool cameToNothing = false;
        for (int losses = 0; ; losses++)
        {
            await WaitForLeavingAsync();
            JobRun taken = run = await BeginEpochAsync(context, isSameCoordinator, isEnding: end is not null);
            isSameCoordinator = true;
            try
            {
                await taken.OpenAsync(afresh: cameToNothing);
                end ??= await RoundsAsync(taken);
                if (isHandedOver)
                {
                    cameToNothing = false;
                    continue;
                }

                if (end is null)
                    await StandStillAsync(taken, Stopping);
                else
                    await FinishAsync(taken, end.Value.Phase, end.Value.Failure);

                return;
            }
            catch (Exception loss) when (IsLoss(loss))
            {
                cameToNothing = taken.Status.Round == (store.Current.Manifests.LastOrDefault()?.Version ?? 0);
                await NoteLossAsync(loss);
                Stands();
            }

            await Task.Delay(Calls.DelayBefore(losses + 1), services.Time, IsLeaving ? Stopping : CancellationToken.None);
        }
    }

    /// <summary>Nothing is opened on a silo that leaves: it would be lost right away.</summary>
    private async Task WaitForLeavingAsync()
    {
        if (Status!.Epoch == 0 && !leaving.AreAnnounced)
            return;

        long began = services.Time.GetTimestamp();
        Task gone = leaving.GoneAsync(Stopping);

        // Nothing is under way that a checkpoint would have to save.
        CheckpointDone();
        if (!gone.IsCompleted)
            history.IsAway = true;

        await gone;
        history.IsAway = false;
        if (isHandedOver)
            LogHandedOver(logger, JobId, services.Time.GetElapsedTime(began).TotalSeconds);
    }

    /// <summary>Runs rounds; null where the job is to stand still, or to wait for a silo that leaves.</summary>
    private async Task<(JobPhase Phase, JobFailure? Failure)?> RoundsAsync(JobRun taken)
    {
        try
        {
            bool isPaused = false;
            await taken.RunAsync(
                async () =>
                {
                    isPaused = isPauseWanted || isExtensionWanted;
                    if (isPaused)
                        ComeToStand();
                    if (!isPaused && (checkpointWanted is not null || checkpoints.IsDue(taken.Status.Round)))
                        await CheckpointAsync(taken);

                    // Where the checkpoint failed, the next round is followed by another try.
                    isHandedOver = !isPaused && leaving.AreAnnounced && !taken.IsLive && taken.Status.CheckpointVersion == taken.Status.Round;
                    return !isPaused && !isHandedOver;
                },
                Stopping);
            return isPaused || isHandedOver ? null : (JobPhase.Completed, null);
        }
        catch (OperationCanceledException) when (stopReason == StopReason.Cancel)
        {
            return (JobPhase.Cancelled, null);
        }
        catch (Exception exception) when (exception is StarlingException or JobRefusedException && !IsLoss(exception))
        {
            return (JobPhase.Failed, Refusals.ToFailure(exception));
        }
    }

    private string Reason => lastLoss is null ? "" : $" {lastLoss}";

    private async Task<JobRun> BeginEpochAsync(JobContext context, bool isSameCoordinator, bool isEnding)
    {
        CheckpointManifest? basis = store.Current.Manifests.LastOrDefault();
        JobStatus before = Status!;
        int epoch = before.Epoch + 1;
        bool isFirst = epoch == 1;

        // Nodes with clocks of their own went on meanwhile, unless the job stood still.
        bool wentOn = context is NetworkContext { IsLive: true } && !isFirst && !isEnding && before.Phase != JobPhase.Queued;
        JobStatus start = wentOn ? before : basis?.Status ?? before with { Round = 0, Totals = new JobTotals(), Latest = null };
        history.Epoch = epoch;
        if (!isFirst && before.Phase != JobPhase.Queued)
        {
            int version = basis?.Version ?? 0;
            string place = version == 0 ? "its beginning" : FormattableString.Invariant($"its checkpoint after round {version}");
            if (!wentOn && !isHandedOver)
                services.Instruments.RolledBack(before.Round - version);
            history.Add(new JobEvent
            {
                Kind = isSameCoordinator && !wentOn && !isHandedOver ? JobEventKinds.RolledBack : JobEventKinds.Recovered,
                Message = wentOn ? $"The job is taken up again where its nodes are by now; those that were lost make up for what they forgot.{Reason}"
                    : isHandedOver ? $"The job goes on from {place}: a silo that had grains of it has left the cluster."
                    : isSameCoordinator ? $"The job goes back to {place}; what came after it is done again.{Reason}"
                    : $"Another silo takes the job up from {place}.",
                Round = wentOn ? before.Round : version,
            });
        }

        status = start with
        {
            Epoch = epoch,
            Phase = isFirst || basis is null && before.Phase == JobPhase.Queued ? JobPhase.Starting : JobPhase.Recovering,
            Totals = start.Totals with { Seconds = Math.Max(start.Totals.Seconds, before.Totals.Seconds) },
            CheckpointVersion = basis?.Version,
            IsPauseWanted = false,
            // What a checkpoint at an earlier end says of the end.
            PlannedRounds = before.PlannedRounds,
            Ended = null,
            ParametersSha256 = null,
            Advice = null,
        };
        run = null;
        isHandedOver = false;
        await StoreAsync(NoLimit, IsLeaving ? Stopping : CancellationToken.None);
        _ = TellQueueAsync();
        return context switch
        {
            RoundContext rounds => new RoundsRun(status, basis, rounds, history, GrainFactory, services, logger, left.Token),
            NetworkContext network => new NetworkRun(status, basis, network, history, GrainFactory, services, logger, left.Token),
            _ => throw new InvalidOperationException($"There are no runs of {context.GetType()}."),
        };
    }

    // A damaged checkpoint is dropped: the one before it, or the beginning, gives the same bits.
    private async Task NoteLossAsync(Exception loss)
    {
        if (IsLeaving)
            throw new OperationCanceledException(Stopping);

        LogLoss(logger, loss, JobId);
        lastLoss = loss.Message;
        status = run!.Status;
        run = null;
        if (CodeOf(loss) != ErrorCatalog.CheckpointDamaged.Code)
            return;

        history.Add(new JobEvent
        {
            Kind = JobEventKinds.Warning,
            Message = $"{ErrorCatalog.CheckpointDamaged.Code}: {loss.Message}",
        });
        await store.WriteAsync(
            stored => stored with { Manifests = stored.Manifests.IsEmpty ? [] : stored.Manifests.RemoveAt(stored.Manifests.Length - 1) }, NoLimit);
    }

    private async Task CheckpointAsync(JobRun taken)
    {
        long began = services.Time.GetTimestamp();
        using Activity? activity = StarlingInstruments.StartCheckpoint(JobId, taken.Status.Round);
        try
        {
            CheckpointManifest manifest = await checkpoints.WriteAsync(taken, store.Current.Manifests, Stopping);
            await StoreManifestAsync(taken, manifest);
            services.Instruments.Checkpointed(services.Time.GetElapsedTime(began), manifest.Shards.Sum(shard => shard.Bytes));
            CheckpointDone();
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or FencedException) && !IsLoss(exception))
        {
            // The job goes on without it and tries again when the next one is due.
            NoteCheckpointFailed(taken, exception);
        }

        checkpoints.Done();
    }

    private void CheckpointDone()
    {
        checkpointWanted?.TrySetResult();
        checkpointWanted = null;
    }

    private async Task StoreManifestAsync(JobRun taken, CheckpointManifest manifest)
    {
        history.Add(new JobEvent
        {
            Kind = JobEventKinds.Checkpointed,
            Message = string.Create(CultureInfo.InvariantCulture, $"Checkpoint after round {manifest.Version}."),
            Round = manifest.Version,
        });
        ImmutableArray<CheckpointManifest> manifests = With(store.Current.Manifests, manifest);
        await StoreAsync(
            services.Options.StoragePatience,
            Stopping,
            record => record with { Manifests = manifests, Status = taken.Status with { CheckpointVersion = manifest.Version }, Model = taken.Model });
        taken.Checkpointed(manifest.Version);
    }

    private void NoteCheckpointFailed(JobRun taken, Exception exception)
    {
        LogCheckpointFailed(logger, exception, JobId, taken.Status.Round);
        services.Instruments.CheckpointFailed();
        string message = string.Create(CultureInfo.InvariantCulture,
            $"{ErrorCatalog.CheckpointFailed.Code}: The checkpoint after round {taken.Status.Round} could not be written: {exception.Message}");
        taken.Warn(message);
        history.Add(new JobEvent { Kind = JobEventKinds.Warning, Message = message, Round = taken.Status.Round });
    }

    private async Task FinishAsync(JobRun taken, JobPhase phase, JobFailure? failure)
    {
        await taken.FinishAsync(evaluate: phase != JobPhase.Failed);
        await EndAsync(phase, failure, taken, IsLeaving ? Stopping : CancellationToken.None);
    }

    private async Task EndAsync(JobPhase phase, JobFailure? failure, JobRun? ended, CancellationToken cancellationToken)
    {
        CheckpointManifest? manifest = ended is { Status.ParametersSha256: not null } ? await LastCheckpointAsync(ended, cancellationToken) : null;
        status = Status! with { Phase = phase, Failure = failure, Ended = services.Time.GetUtcNow() };
        ImmutableArray<WorkerSummary> workers = ended?.Summaries ?? store.Current.Workers;
        ModelLayout? model = ended?.Model ?? store.Current.Model;
        run = null;
        if (manifest is not null)
            status = status with { CheckpointVersion = manifest.Version };

        (string kind, string message) = phase switch
        {
            JobPhase.Completed => (JobEventKinds.Completed, "The job is complete."),
            JobPhase.Cancelled => (JobEventKinds.Cancelled, "The job was cancelled; what it had computed is kept."),
            _ => (JobEventKinds.Failed, $"{failure!.Code}: {failure.Message}"),
        };

        // Told only once it is stored: an end that somebody has seen is the end.
        JobEvent last = history.Prepare(new JobEvent { Kind = kind, Message = message, Status = status });
        await StoreAsync(
            NoLimit,
            cancellationToken,
            record => record with
            {
                Workers = workers,
                Model = model,
                Events = record.Events.Add(last),
                Manifests = manifest is null ? record.Manifests : With(record.Manifests, manifest),
            });
        history.Close(last);
        LogEnded(logger, JobId, phase);
        if (ended is not null)
            await ended.ReleaseAsync(holdersToo: false);

        await TellQueueAsync();
    }

    // Without it the result is lost when the shards' silos are; the job has ended all the same.
    private async Task<CheckpointManifest?> LastCheckpointAsync(JobRun ended, CancellationToken cancellationToken)
    {
        try
        {
            CheckpointManifest manifest = await checkpoints.WriteAsync(ended, store.Current.Manifests, cancellationToken);
            history.Add(new JobEvent
            {
                Kind = JobEventKinds.Checkpointed,
                Message = string.Create(CultureInfo.InvariantCulture, $"The result, after round {manifest.Version}, is stored."),
                Round = manifest.Version,
            });
            return manifest;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or FencedException) && !IsLoss(exception))
        {
            NoteCheckpointFailed(ended, exception);
            return null;
        }
    }

    private static ImmutableArray<CheckpointManifest> With(ImmutableArray<CheckpointManifest> earlier, CheckpointManifest manifest) =>
        [.. earlier.Where(one => one.Version < manifest.Version).TakeLast(1), manifest];

    /// <summary>Stores the status and the history, full segments of it beside the record.</summary>
    private async Task StoreAsync(TimeSpan patience, CancellationToken cancellationToken, Func<JobRecord, JobRecord>? change = null)
    {
        int full = history.Events.Count / HistorySegments.Length;
        while (storedEvents / HistorySegments.Length < full)
        {
            int number = storedEvents / HistorySegments.Length;
            await StorageCalls.RepeatAsync(
                () => segments.WriteAsync(number, [.. history.Events.Skip(number * HistorySegments.Length).Take(HistorySegments.Length)]),
                services.Time,
                patience,
                cancellationToken);
            storedEvents = (number + 1) * HistorySegments.Length;
        }

        JobStatus now = Status!;
        await store.WriteAsync(
            record =>
            {
                JobRecord next = record with
                {
                    Status = now,
                    Segments = full,
                    Events = [.. history.Events.Skip(full * HistorySegments.Length)],
                };
                return change?.Invoke(next) ?? next;
            },
            patience,
            cancellationToken);
    }

    private static bool IsLoss(Exception exception) =>
        exception is StateLostException || CodeOf(exception) == ErrorCatalog.CheckpointDamaged.Code;

    private static string? CodeOf(Exception exception) => exception switch
    {
        StarlingException refusal => refusal.Error.Code,
        JobRefusedException refusal => refusal.Code,
        _ => null,
    };
}
