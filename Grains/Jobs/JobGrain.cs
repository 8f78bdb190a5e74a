using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Hosting;
using Starling.Grains.Runtime;

namespace Starling.Grains.Jobs;

/// <summary>
/// Hosts a <see cref="JobRun"/>: accepts the specification, starts it from a timer, keeps the history, answers for the job when
/// it has ended. Reentrant, since watchers and reports come while the run waits.
/// </summary>
[Reentrant]
internal sealed partial class JobGrain(
    [PersistentState("job", StarlingGrainServices.StorageName)] IPersistentState<JobRecord> record,
    JobServices services,
    ILogger<JobGrain> logger) : Grain, IJobGrain, IDisposable
{
    private readonly JobHistory history = new(services.Time);
    private readonly CancellationTokenSource cancelled = new();
    private Task running = Task.CompletedTask;
    private bool leaving;
    private JobRun? run;
    private JobStatus? status;

    private string JobId => this.GetPrimaryKeyString();

    private JobStatus? Status => run?.Status ?? status;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        JobRecord stored = record.State;
        if (stored is not { Spec: not null, Status: { } known })
            return;

        status = known;
        history.Restore(stored.Events, known.Phase.HasEnded());
        if (!known.Phase.HasEnded())
        {
            await EndAsync(JobPhase.Failed, SiloGone);
        }
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        // An activation whose job runs is never idle: its silo stops.
        leaving = true;
        await cancelled.CancelAsync();
        await running.WaitAsync(cancellationToken);
    }

    public async Task<JobStatus> SubmitAsync(JobSpec spec)
    {
        if (record.State.Spec is { } known)
        {
            return known.IsSameAs(spec)
                ? Status!
                : throw Refusals.ToCaller(new StarlingException(ErrorCatalog.JobExists, $"There is another job with the id '{JobId}'."));
        }

        RunDefinition definition = Check(spec);
        if (spec.Labels.Length > 0)
        {
            // Silos cannot carry labels yet: better refused than run anywhere.
            throw Refusals.ToCaller(new StarlingException(
                ErrorCatalog.LabelsUnavailable, $"No silo of this cluster carries the label {spec.Labels[0]} that job '{spec.Name}' asks for."));
        }

        status = new JobStatus
        {
            JobId = JobId,
            Phase = JobPhase.Queued,
            PlannedRounds = definition.Stop.Rounds ?? 0,
            Submitted = services.Time.GetUtcNow(),
        };
        history.Add(new JobEvent { Kind = JobEventKinds.Submitted, Message = $"Job '{spec.Name}' was submitted.", Status = status });
        record.State = new JobRecord { Spec = spec, Status = status, Events = [.. history.Events] };
        await record.WriteStateAsync();
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer(
            StartAsync,
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true, KeepAlive = true });
        return status;
    }

    public Task<JobStatus?> GetStatusAsync() => Task.FromResult(Status);

    public Task<JobSpec?> GetSpecAsync() => Task.FromResult(record.State.Spec);

    public IAsyncEnumerable<JobEvent> WatchAsync(long from, CancellationToken cancellationToken = default) =>
        record.State.Spec is null ? AsyncEnumerable.Empty<JobEvent>() : history.FollowAsync(from, cancellationToken);

    public Task<ImmutableArray<WorkerSummary>> GetWorkersAsync() =>
        Task.FromResult(run?.Workers.Summaries ?? record.State.Workers);

    public Task<ModelLayout?> GetModelLayoutAsync() =>
        Task.FromResult(run is { Status.Phase: not JobPhase.Starting } ? run.Model : record.State.Model);

    public Task CancelAsync()
    {
        cancelled.Cancel();
        return Task.CompletedTask;
    }

    public Task PauseAsync() => throw new NotSupportedException();

    public Task ResumeAsync() => throw new NotSupportedException();

    public Task AdmitAsync() => throw new NotSupportedException();

    public Task<JobTicket?> PingAsync() => throw new NotSupportedException();

    public async Task ForgetAsync()
    {
        await cancelled.CancelAsync();
        await running;
        if (await GetModelLayoutAsync() is { } model)
        {
            await Task.WhenAll(Enumerable.Range(0, model.Shards)
                .Select(shard => GrainFactory.GetGrain<IShardGrain>(GrainKeys.Shard(JobId, shard)).ReleaseAsync())
                .Append(GrainFactory.GetGrain<IInspectorGrain>(JobId).ReleaseAsync()));
        }

        await record.ClearStateAsync();
        DeactivateOnIdle();
    }

    public Task ReportAsync(WorkerReport report)
    {
        run?.Report(report);
        return Task.CompletedTask;
    }

    /// <summary>Called by Orleans when the activation is over.</summary>
    public void Dispose() => cancelled.Dispose();

    private static JobFailure SiloGone => new()
    {
        Code = ErrorCatalog.JobFailed.Code,
        Message = "The silo that ran the job went away; submit the job again.",
    };

    private static RunDefinition Check(JobSpec spec)
    {
        try
        {
            return RunDefinition.Parse(spec.Definition);
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }
    }

    // The tick only starts the run: Orleans lets a tick end before it deactivates a grain, and a run is as long as its job.
    private Task StartAsync(CancellationToken cancellationToken)
    {
        running = RunAsync();
        return Task.CompletedTask;
    }

    private async Task RunAsync()
    {
        LogStarted(logger, JobId);
        (JobPhase phase, JobFailure? failure) = (JobPhase.Completed, null);
        try
        {
            JobContext context = await services.Contexts.GetAsync(JobId, record.State.Spec).WaitAsync(cancelled.Token);
            run = new JobRun(JobId, status!, context, history, GrainFactory, services, logger);
            await run.RunAsync(cancelled.Token);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            phase = JobPhase.Cancelled;
        }
#pragma warning disable CA1031 // Whatever stops the loop is the job's failure, told to whoever asks.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (exception is not (StarlingException or JobRefusedException))
                LogFailed(logger, exception, JobId);

            (phase, failure) = (JobPhase.Failed, Refusals.ToFailure(exception));
        }

        await FinishAsync(phase, failure);
    }

    private async Task FinishAsync(JobPhase phase, JobFailure? failure)
    {
        try
        {
            if (run is not null && !leaving)
                status = await run.FinishAsync(evaluate: phase != JobPhase.Failed);
        }
#pragma warning disable CA1031 // The job ends all the same; without a fingerprint it has failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(logger, exception, JobId);
            phase = JobPhase.Failed;
            failure ??= Refusals.ToFailure(exception);
        }

        if (leaving && status!.ParametersSha256 is null)
            (phase, failure) = (JobPhase.Failed, SiloGone);

        await EndAsync(phase, failure);
        DelayDeactivation(TimeSpan.Zero);
    }

    private async Task EndAsync(JobPhase phase, JobFailure? failure)
    {
        status = Status! with { Phase = phase, Failure = failure, Ended = services.Time.GetUtcNow() };
        JobRun? ended = run;
        run = null;
        (string kind, string message) = phase switch
        {
            JobPhase.Completed => (JobEventKinds.Completed, "The job is complete."),
            JobPhase.Cancelled => (JobEventKinds.Cancelled, "The job was cancelled; what it had computed is kept."),
            _ => (JobEventKinds.Failed, $"{failure!.Code}: {failure.Message}"),
        };
        history.Close(new JobEvent { Kind = kind, Message = message, Status = status });
        record.State = new JobRecord
        {
            Spec = record.State.Spec,
            Status = status,
            Events = [.. history.Events],
            Workers = ended?.Workers.Summaries ?? record.State.Workers,
            Model = ended is { Status.Phase: not JobPhase.Starting } ? ended.Model : record.State.Model,
        };
        await record.WriteStateAsync();
        LogEnded(logger, JobId, phase);
    }
}
