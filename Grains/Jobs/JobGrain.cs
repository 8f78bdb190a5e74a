using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Storage;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Hosting;
using Starling.Grains.Inventory;
using Starling.Grains.Placement;
using Starling.Grains.Runtime;
using Starling.Grains.Security;

namespace Starling.Grains.Jobs;

/// <summary>
/// Coordinates a job: accepts the specification, waits for the queue, takes the job up as often as it must (see the other part of
/// the class), keeps the history, answers for the job when it has ended. Reentrant, since watchers and reports come while the run
/// waits.
/// </summary>
[Reentrant, LabelPlacementFilter]
internal sealed partial class JobGrain : Grain, IJobGrain, IDisposable
{
    private readonly JobServices services;
    private readonly ILogger<JobGrain> logger;
    private readonly JobStore store;
    private readonly JobHistory history;
    private readonly HistorySegments segments;
    private readonly LeavingSilos leaving;
    private JobStatus? status;

    public JobGrain(
        [PersistentState("job", StarlingGrainServices.StorageName)] IPersistentState<JobRecord> record,
        JobServices services,
        IServiceProvider provider,
        ILogger<JobGrain> logger)
    {
        this.services = services;
        this.logger = logger;
        store = new JobStore(record, services.Time);
        history = new JobHistory(services.Time);
        leaving = new LeavingSilos(() => services.Members.GetApproximateSiloStatuses(), services.Time, services.Options.LeavingPatience);
        segments = new HistorySegments(
            provider.GetRequiredKeyedService<IGrainStorage>(StarlingGrainServices.StorageName), this.GetGrainId());
    }

    private string JobId => this.GetPrimaryKeyString();

    private JobStatus? Status => run?.Status ?? status;

    private JobSpec Spec => store.Current.Spec!;

    private IJobQueueGrain Queue => GrainFactory.GetGrain<IJobQueueGrain>(IJobQueueGrain.Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        services.Grains.Enter(JobId, JobPart.Coordinator);
        store.Load();
        JobRecord stored = store.Current;
        if (stored is not { Spec: not null, Status: { } known })
            return;

        status = known;
        List<JobEvent> events = await segments.ReadAsync(stored.Segments);
        history.Restore([.. events, .. stored.Events], known.Phase.HasEnded());
        history.Epoch = known.Epoch;
        storedEvents = events.Count;
        if (IsUnderWay(known.Phase))
            StartRun();
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        services.Grains.Leave(JobId, JobPart.Coordinator);

        // An activation whose job runs is never idle: its silo stops, and another takes the job up from its last checkpoint.
        await StopRunAsync(StopReason.Leave).WaitAsync(cancellationToken);
    }

    public async Task<JobStatus> SubmitAsync(JobSpec spec)
    {
        if (store.Current.Spec is { } known)
        {
            if (!known.IsSameAs(spec))
                throw Refusals.ToCaller(new StarlingException(ErrorCatalog.JobExists, $"There is another job with the id '{JobId}'."));

            // Perhaps the first submission never reached the queue.
            if (Status!.Phase == JobPhase.Queued)
                await EnqueueAsync();

            return Status!;
        }

        if (!JobIds.IsValid(JobId))
            throw Refusals.ToCaller(new StarlingException(ErrorCatalog.OutOfRange, $"The job's id is '{JobId}'; it must be {JobIds.Rule}."));

        RunDefinition definition = Check(spec);
        status = new JobStatus
        {
            JobId = JobId,
            Name = spec.Name,
            Submitter = RequestContext.Get(CallContextKeys.Caller) as string ?? "",
            Phase = JobPhase.Queued,
            PlannedRounds = definition.Stop.Rounds ?? 0,
            Submitted = services.Time.GetUtcNow(),
        };
        history.Add(new JobEvent { Kind = JobEventKinds.Submitted, Message = $"Job '{spec.Name}' was submitted.", Status = status });
        try
        {
            await store.WriteAsync(
                _ => new JobRecord { Spec = spec, Status = status, Events = [.. history.Events] }, services.Options.StoragePatience);
            await EnqueueNewAsync();
        }
        catch (StarlingException refusal)
        {
            // The next call finds a new activation, which reads what is really stored.
            DeactivateOnIdle();
            throw Refusals.ToCaller(refusal);
        }

        return status;
    }

    public Task<JobStatus?> GetStatusAsync() => Task.FromResult(Status);

    public Task<JobSpec?> GetSpecAsync() => Task.FromResult(store.Current.Spec);

    public IAsyncEnumerable<JobEvent> WatchAsync(long from, CancellationToken cancellationToken = default) =>
        store.Current.Spec is null ? AsyncEnumerable.Empty<JobEvent>() : history.FollowAsync(from, cancellationToken);

    public Task<ImmutableArray<WorkerSummary>> GetWorkersAsync() =>
        Task.FromResult(run?.Summaries ?? store.Current.Workers);

    public async Task<ModelLayout?> GetModelLayoutAsync()
    {
        if (run is { IsOpen: true } open)
            return open.Model;

        if (run is not null || store.Current is not { Model: { } model, Status: { } known } stored)
            return null;

        // The shards may have let go of the vectors, or lost them with their silos.
        AskForLabels();
        CheckpointManifest? manifest = stored.Manifests.LastOrDefault(one => one.Version == model.Version);
        try
        {
            await Task.WhenAll(Shards(model).Select((shard, number) => Calls.RepeatAsync(
                () => shard.OpenAsync(new OpenOrder { Epoch = known.Epoch, Version = model.Version, Saved = manifest?.Shards[number] }),
                services.Time)));
        }
        catch (StateLostException lost)
        {
            throw Refusals.ToCaller(new StarlingException(
                ErrorCatalog.CheckpointFailed, $"The vectors of job '{JobId}' are gone: its last checkpoint could not be written. {lost.Message}"));
        }

        if (known.Phase.HasEnded())
            await Task.WhenAll(Shards(model).Select(shard => shard.RestAsync()));

        return model;
    }

    public async Task CancelAsync()
    {
        CheckOwner("Cancelling");
        if (running.IsCompleted)
            await StoodAsync();
        if (status is null || status.Phase.HasEnded())
            return;

        if (!running.IsCompleted)
            Stop(StopReason.Cancel);
        else
            await EndAsync(JobPhase.Cancelled, failure: null, ended: null, CancellationToken.None);
    }

    public async Task ExtendAsync(int rounds)
    {
        CheckOwner("Extending");
        if (running.IsCompleted)
            await StoodAsync();
        if (status is null || Status!.PlannedRounds == rounds)
            return;

        // Refused before anything stands still.
        _ = Extended(rounds);
        bool staysPaused = status.Phase == JobPhase.Paused;
        if (!running.IsCompleted)
        {
            // The run knows its end from the start: it stands still after the round that is under way, or comes to its end meanwhile.
            isExtensionWanted = true;
            try
            {
                await running;
                staysPaused = staysPaused || wasPauseWanted;
            }
            finally
            {
                isExtensionWanted = false;
            }
        }

        // Several callers may have waited.
        if (status.PlannedRounds == rounds)
            return;

        // Asked again: meanwhile it may have failed, or come past that round.
        await ExtendAsync(Extended(rounds), rounds, staysPaused);
    }

    private async Task ExtendAsync(JobSpec extended, int rounds, bool staysPaused)
    {
        if (status!.Phase.HasEnded())
            history.Reopen();
        history.Add(new JobEvent
        {
            Kind = JobEventKinds.Extended,
            Message = string.Create(CultureInfo.InvariantCulture, $"The job runs to round {rounds}."),
            Round = status.Round,
        });
        status = status with
        {
            Phase = staysPaused ? JobPhase.Paused : JobPhase.Queued,
            PlannedRounds = rounds,
            IsPauseWanted = staysPaused,
            Ended = null,
            ParametersSha256 = null,
            Advice = null,
        };
        await StoreAsync(services.Options.StoragePatience, CancellationToken.None, record => record with { Spec = extended });
        services.Contexts.Remove(JobId);
        if (staysPaused)
            await TellQueueAsync();
        else
            await EnqueueAsync();
    }

    /// <summary>The specification with a later end.</summary>
    private JobSpec Extended(int rounds)
    {
        try
        {
            RunDefinition definition = RunDefinition.Parse(Spec.Definition);
            if (Status!.Phase is JobPhase.Failed or JobPhase.Cancelled)
                throw new StarlingException(ErrorCatalog.WrongPhase, $"Job '{JobId}' has ended before its time: it cannot be extended.");

            if (definition.Stop.Rounds is null)
                throw new StarlingException(ErrorCatalog.WrongPhase, $"Job '{JobId}' does not stop by rounds: it cannot be extended to a round.");

            if (rounds <= Status.Round)
            {
                throw new StarlingException(ErrorCatalog.OutOfRange, string.Create(CultureInfo.InvariantCulture,
                    $"rounds is {rounds}; job '{JobId}' has done {Status.Round} already."));
            }

            JobSpec extended = Spec with { Definition = (definition with { Stop = definition.Stop with { Rounds = rounds } }).ToJson() };
            services.Limits.Check(extended, RunDefinition.Parse(extended.Definition));
            return extended;
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }
    }

    public Task AdmitAsync()
    {
        if (status is { Phase: JobPhase.Queued } && running.IsCompleted)
        {
            history.Add(new JobEvent { Kind = JobEventKinds.Admitted, Message = "The queue lets the job start." });
            StartRun();
        }

        return Task.CompletedTask;
    }

    public Task<JobTicket?> PingAsync()
    {
        if (status is not null && IsUnderWay(status.Phase))
            StartRun();

        return Task.FromResult(status is null ? null : Ticket());
    }

    public Task HandOverAsync(SiloAddress silo)
    {
        if (running.IsCompleted)
        {
            if (silo.Equals(services.Members.SiloAddress))
                history.IsAway = true;

            return Task.CompletedTask;
        }

        // Who waits for another silo to leave is at a checkpoint, or has not begun.
        leaving.Announce(silo);
        if (leaving.IsWaiting)
            return Task.CompletedTask;

        // An activation does not end while a call waits at it.
        checkpointWanted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return checkpointWanted.Task.WaitAsync(services.Options.LeavingPatience / 2, services.Time);
    }

    public async Task ForgetAsync()
    {
        CheckOwner("Forgetting");
        await StopRunAsync(StopReason.Cancel);
        await StoodAsync();
        JobRecord stored = store.Current;
        if (stored.Model is { } model)
        {
            IEnumerable<int> saved = stored.Manifests.SelectMany(manifest => manifest.Workers)
                .Where(mark => mark.Saved is not null).Select(mark => mark.Worker).Distinct();
            await Task.WhenAll(Shards(model).Select(shard => shard.EraseAsync())
                .Concat(saved.Select(worker => GrainFactory.GetGrain<IWorkerGrain>(GrainKeys.Worker(JobId, worker)).EraseAsync()))
                .Append(GrainFactory.GetGrain<IInspectorGrain>(JobId).ReleaseAsync()));
        }

        await segments.EraseAsync(stored.Segments);
        await store.ClearAsync();
        await Queue.RemoveAsync(JobId);
        DeactivateOnIdle();
    }

    public Task ReportAsync(WorkerReport report)
    {
        run?.Report(report);
        return Task.CompletedTask;
    }

    /// <summary>Called by Orleans when the activation is over.</summary>
    public void Dispose()
    {
        stopping.Dispose();
        left.Dispose();
        store.Dispose();
    }

    private static bool IsUnderWay(JobPhase phase) => phase is JobPhase.Starting or JobPhase.Running or JobPhase.Recovering;

    private RunDefinition Check(JobSpec spec)
    {
        try
        {
            services.Limits.CheckSize(spec);
            RunDefinition definition = RunDefinition.Parse(spec.Definition);
            services.Limits.Check(spec, definition);
            if (definition.DataSet() is { } used)
                services.Files.Check(used);
            services.Trainers.Check(definition);
            return definition;
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }
    }

    private void CheckOwner(string doing)
    {
        try
        {
            Ownership.Check(status?.Submitter ?? "", doing);
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }
    }

    private IEnumerable<IVectorGrain> Shards(ModelLayout model) =>
        Enumerable.Range(0, model.Shards).Select(shard => model.Holder(GrainFactory, JobId, shard));

    /// <summary>New activations that calls from here on make go to silos that carry the job's labels.</summary>
    private void AskForLabels()
    {
        if (!Spec.Labels.IsEmpty)
            RequestContext.Set(CallContextKeys.Labels, LabelText.Write(Spec.Labels));
    }

    private JobTicket Ticket() => new()
    {
        JobId = JobId,
        Name = Spec.Name,
        Submitter = Status!.Submitter,
        Priority = Spec.Priority,
        Labels = Spec.Labels,
        Submitted = Status.Submitted,
        Phase = Status.Phase,
        Round = Status.Round,
        PlannedRounds = Status.PlannedRounds,
        Ended = Status.Ended,
    };

    // The queue may be on its way to another silo, or find that another of it has taken over: it is asked until it answers.
    private Task EnqueueAsync() => StorageCalls.RepeatAsync(
        () => Queue.EnqueueAsync(Ticket()), services.Time, services.Options.StoragePatience, CancellationToken.None);

    // A job that the queue refuses was never submitted.
    private async Task EnqueueNewAsync()
    {
        try
        {
            await EnqueueAsync();
        }
        catch (JobRefusedException)
        {
            await store.ClearAsync();
            DeactivateOnIdle();
            throw;
        }
    }

    // A courtesy: the queue asks for itself now and then.
    private async Task TellQueueAsync()
    {
        try
        {
            await Queue.UpdateAsync(Ticket());
        }
#pragma warning disable CA1031 // See above.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogQueueNotTold(logger, exception, JobId);
        }
    }
}
