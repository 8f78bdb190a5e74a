using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Jobs;

/// <summary>What a run needs of its silo.</summary>
/// <param name="Contexts">Loaded jobs.</param>
/// <param name="Instruments">Meters.</param>
/// <param name="Time">The clock.</param>
/// <param name="Options">How jobs run on this silo.</param>
internal sealed record JobServices(JobContextCache Contexts, StarlingInstruments Instruments, TimeProvider Time, JobOptions Options);

/// <summary>
/// The round loop of one job: choose participants, send orders, wait for reports, let the shards commit, evaluate. It calls
/// the other grains and leaves the decisions to <see cref="RoundState"/>. Everything it calls is idempotent and is simply
/// asked again when an outcome is unknown.
/// </summary>
internal sealed partial class JobRun
{
    private readonly string jobId;
    private readonly JobContext context;
    private readonly JobHistory history;
    private readonly IGrainFactory grains;
    private readonly JobServices services;
    private readonly ILogger logger;
    private readonly IShardGrain[] shards;
    private readonly IInspectorGrain inspector;
    private readonly long started;
    private RoundState? current;

    public JobRun(
        string jobId, JobStatus status, JobContext context, JobHistory history, IGrainFactory grains, JobServices services, ILogger logger)
    {
        this.jobId = jobId;
        this.context = context;
        this.history = history;
        this.grains = grains;
        this.services = services;
        this.logger = logger;
        shards = [.. Enumerable.Range(0, context.Layout.Shards).Select(s => grains.GetGrain<IShardGrain>(GrainKeys.Shard(jobId, s)))];
        inspector = grains.GetGrain<IInspectorGrain>(jobId);
        Workers = new WorkerLedger(context.Partition, context.Data.Train.Labels, context.Data.Train.ClassCount);
        started = services.Time.GetTimestamp();
        Status = status with
        {
            Phase = JobPhase.Starting,
            PlannedRounds = Definition.Stop.Rounds ?? 0,
        };
    }

    /// <summary>The status now.</summary>
    public JobStatus Status { get; private set; }

    /// <summary>What is known of the workers.</summary>
    public WorkerLedger Workers { get; }

    /// <summary>Where the newest vectors are.</summary>
    public ModelLayout Model => context.DescribeModel(Status.Round);

    private RunDefinition Definition => context.Definition;

    private double Seconds => services.Time.GetElapsedTime(started).TotalSeconds;

    /// <summary>Takes a worker's answer.</summary>
    public void Report(WorkerReport report) => current?.Report(report);

    /// <summary>Runs until a criterion of the job's definition stops it.</summary>
    /// <exception cref="StarlingException">The job cannot go on.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(shards.Select(shard => AskAsync(shard.InitializeAsync)));
        Status = Status with
        {
            Phase = JobPhase.Running,
            Dimension = context.Layout.Dimension,
            Shards = context.Layout.Shards,
        };
        string about = string.Create(CultureInfo.InvariantCulture,
            $"{Definition.Workers.Count} workers, {context.Data.Train.Count} training samples, {context.Layout.Dimension} parameters in {context.Layout.Shards} shard(s).");
        history.Add(new JobEvent { Kind = JobEventKinds.Started, Message = about, Status = Status });
        await EvaluateAsync(updateNorm: null, trainLoss: null);
        while (!IsStopping())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await RunRoundAsync(cancellationToken);
        }
    }

    /// <summary>Evaluates and fingerprints what there is, and lets the workers go.</summary>
    /// <param name="evaluate">Whether the newest version is evaluated where it was not yet.</param>
    public async Task<JobStatus> FinishAsync(bool evaluate)
    {
        if (evaluate && Status.Phase == JobPhase.Running && Status.Latest?.Round != Status.Round)
            await EvaluateAsync(updateNorm: null, trainLoss: null);

        string? hash = null;
        while (Status.Phase != JobPhase.Starting && hash is null)
            hash = await AskAsync(() => inspector.FingerprintAsync(Status.Round));

        await ReleaseAsync(Enumerable.Range(0, Definition.Workers.Count).Where(worker => Workers.Summaries[worker].RoundsChosen > 0)
            .Select(worker => grains.GetGrain<IWorkerGrain>(GrainKeys.Worker(jobId, worker)).ReleaseAsync())
            .Append(inspector.ReleaseAsync()));
        Status = Status with { ParametersSha256 = hash, Totals = Status.Totals with { Seconds = Seconds } };
        return Status;
    }

    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        int number = Status.Round;
        long opened = services.Time.GetTimestamp();
        int[] participants = ParticipantSampler.Choose(
            Definition.Seed, number, Definition.Workers.Count, Definition.Workers.Participation, Definition.Workers.Sampling);
        var round = new RoundState(number, participants);
        current = round;
        foreach (int worker in participants)
            Workers.Chosen(worker);

        history.Add(new JobEvent
        {
            Kind = JobEventKinds.RoundOpened,
            Message = string.Create(CultureInfo.InvariantCulture, $"Round {number}: {participants.Length} of {Definition.Workers.Count} workers were chosen."),
            Round = number,
        });

        await CollectAsync(round, cancellationToken);
        ImmutableArray<int> candidates = [.. round.Candidates.Select(report => report.Worker)];
        PrepareResult[] prepared = await Task.WhenAll(
            shards.Select(shard => AskAsync(() => shard.PrepareAsync(number, candidates))));
        RoundDecision decision = round.Decide(prepared);
        Note(number, decision.Rejected);
        if (decision.Accepted.Count == 0)
            throw NobodyLeft(number, decision);

        CommitResult[] committed = await CommitAsync(decision.ToOrder(number));
        current = null;
        Close(number, decision, services.Time.GetElapsedTime(opened));
        if (committed.Any(result => !result.Finite))
        {
            throw new StarlingException(ErrorCatalog.Diverged, string.Create(CultureInfo.InvariantCulture,
                $"The parameters are not finite any more after round {number}; lower algorithm.learningRate or set algorithm.clipNorm."));
        }

        if (Status.Round % Definition.Evaluate.Every == 0 || IsStopping())
        {
            await EvaluateAsync(
                Math.Sqrt(committed.Sum(result => result.ChangeSquared)),
                decision.Accepted.Average(report => report.TrainLoss));
        }
    }

    /// <summary>Sends the orders and waits for all answers; who has not answered for a while is asked again.</summary>
    private async Task CollectAsync(RoundState round, CancellationToken cancellationToken)
    {
        while (round.Waiting is { Count: > 0 } waiting)
        {
            await Task.WhenAll(waiting.Select(worker => AskAsync(
                () => grains.GetGrain<IWorkerGrain>(GrainKeys.Worker(jobId, worker)).ComputeAsync(
                    new RoundOrder { Round = round.Round, LastAcceptedRound = Workers.LastAcceptedRound(worker) }))));
            try
            {
                await round.Answered.WaitAsync(services.Options.AskAgainAfter, services.Time, cancellationToken);
            }
            catch (TimeoutException)
            {
                LogAskedAgain(logger, jobId, round.Round, round.Waiting.Count);
            }
        }
    }

    private async Task<CommitResult[]> CommitAsync(CommitOrder order)
    {
        if (context.ReductionCount > 0)
        {
            // Summed in shard order, so that the sums do not depend on who answered first.
            ImmutableArray<double>[] partial = await Task.WhenAll(shards.Select(shard => AskAsync(() => shard.ReduceAsync(order))));
            order = order with
            {
                Reductions = [.. Enumerable.Range(0, context.ReductionCount).Select(sum => partial.Sum(part => part[sum]))],
            };
        }

        return await Task.WhenAll(shards.Select(shard => AskAsync(() => shard.CommitAsync(order))));
    }

    private void Close(int number, RoundDecision decision, TimeSpan duration)
    {
        decision.Accepted.ToList().ForEach(Workers.Accepted);
        JobTotals totals = Status.Totals;
        Status = Status with
        {
            Round = number + 1,
            Totals = new JobTotals
            {
                Rounds = number + 1,
                Gradients = totals.Gradients + decision.Accepted.Sum(report => report.Gradients),
                Communications = totals.Communications + decision.Accepted.Count,
                BytesUp = totals.BytesUp + decision.Accepted.Sum(report => report.BytesUp),
                BytesDown = totals.BytesDown + decision.Accepted.Sum(report => report.BytesDown),
                Seconds = Seconds,
                WorkerSeconds = totals.WorkerSeconds + decision.Accepted.Sum(report => report.Seconds),
            },
        };
        services.Instruments.RoundCommitted(duration, decision.Accepted.Count, decision.Rejected.Count);
        history.Add(new JobEvent
        {
            Kind = JobEventKinds.RoundCommitted,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"Round {number}: {decision.Accepted.Count} of {decision.Accepted.Count + decision.Rejected.Count} updates in {duration.TotalSeconds:0.000} s."),
            Round = number,
            Status = Status,
        });
    }

    private void Note(int number, IReadOnlyList<Rejection> rejections)
    {
        foreach (Rejection rejection in rejections)
        {
            Workers.Rejected(rejection.Worker);
            history.Add(new JobEvent
            {
                Kind = JobEventKinds.UpdateRejected,
                Message = $"{rejection.Reason.Code}: {rejection.Reason.Message}",
                Round = number,
                Worker = rejection.Worker,
            });
        }
    }

    private async Task EvaluateAsync(double? updateNorm, double? trainLoss)
    {
        EvaluationResult? result = null;
        while (result is null)
            result = await AskAsync(() => inspector.EvaluateAsync(Status.Round));

        var row = new MetricRow
        {
            Round = Status.Round,
            Seconds = Seconds,
            Loss = double.IsFinite(result.Loss) ? result.Loss : null,
            Accuracy = result.Accuracy,
            TrainLoss = trainLoss is { } finite && double.IsFinite(finite) ? finite : null,
            UpdateNorm = updateNorm,
            BytesUp = Status.Totals.BytesUp,
            BytesDown = Status.Totals.BytesDown,
            Gradients = Status.Totals.Gradients,
            Communications = Status.Totals.Communications,
        };
        Status = Status with { Latest = row };
        history.Add(new JobEvent
        {
            Kind = JobEventKinds.Evaluated,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"After {row.Round} rounds: loss {row.Loss:0.0000}, accuracy {row.Accuracy:0.0000}."),
            Round = row.Round,
            Metrics = row,
            Status = Status,
        });
    }

    private bool IsStopping()
    {
        StopSection stop = Definition.Stop;
        return Status.Round >= (stop.Rounds ?? int.MaxValue)
            || Seconds >= (stop.Time ?? double.PositiveInfinity)
            || (Status.Latest is { } row && row.Round == Status.Round && stop.Target?.IsReached(row.Loss, row.Accuracy) == true);
    }

    private static StarlingException NobodyLeft(int number, RoundDecision decision)
    {
        JobFailure first = decision.Rejected[0].Reason;
        bool diverged = decision.Rejected.All(one => one.Reason.Code == ErrorCatalog.UpdateNotFinite.Code);
        return diverged
            ? new StarlingException(ErrorCatalog.Diverged,
                $"In round {number} no worker's update was finite; lower algorithm.learningRate or set algorithm.clipNorm.")
            : new StarlingException(ErrorCatalog.JobFailed, $"In round {number} no worker had an update; the first said: {first.Message}");
    }

    private Task AskAsync(Func<Task> call) => Calls.RepeatAsync(call, NoteRetry);

    private Task<TResult> AskAsync<TResult>(Func<Task<TResult>> call) => Calls.RepeatAsync(call, NoteRetry);

    private void NoteRetry(Exception exception) => history.Add(new JobEvent
    {
        Kind = JobEventKinds.Retried,
        Message = $"A call is repeated, its outcome is unknown: {exception.Message}",
        Round = Status.Round,
    });

    // Letting go is a courtesy: whoever does not hear of it is collected when idle.
    private async Task ReleaseAsync(IEnumerable<Task> releases)
    {
        try
        {
            await Task.WhenAll(releases);
        }
#pragma warning disable CA1031 // See above: a job does not fail because somebody did not hear that it is over.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReleaseFailed(logger, exception, jobId);
        }
        finally
        {
            services.Contexts.Remove(jobId);
        }
    }
}
