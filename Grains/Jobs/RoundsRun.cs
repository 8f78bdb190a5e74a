using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Rounds;
using Starling.Algorithms.Rounds.Aggregating;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Aggregation;
using Starling.Grains.Runtime;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Jobs;

/// <summary>
/// One taking-up of a job of rounds between a server and workers: opens the shards at a version, runs rounds from there, finishes. It calls the other grains and leaves
/// the decisions to <see cref="RoundState"/>. Everything it calls is idempotent and is simply asked again when an outcome is
/// unknown; what was lost ends the run with <see cref="StateLostException"/>, and the job is taken up anew.
/// </summary>
internal sealed partial class RoundsRun : JobRun
{
    /// <summary>Updates of a round whose treatment is told one by one.</summary>
    private const int MostShares = 256;

    /// <summary>Workers of a round whose output is told one by one.</summary>
    private const int MostOutputs = 16;

    private readonly string jobId;
    private readonly RoundContext context;
    private readonly JobHistory history;
    private readonly IGrainFactory grains;
    private readonly JobServices services;
    private readonly ILogger logger;
    private readonly CancellationToken leaving;
    private readonly IShardGrain[] shards;
    private readonly IInspectorGrain inspector;
    private readonly RoundCollector collector;
    private readonly RoundAggregation aggregation;
    private readonly CheckpointManifest? basis;
    private readonly double secondsBefore;
    private readonly long started;
    private RoundState? current;
    private int questions;

    /// <summary>Prepares a run.</summary>
    /// <param name="status">The status to start from, with the run's epoch.</param>
    /// <param name="basis">The checkpoint to start from; null for the beginning.</param>
    /// <param name="context">The job.</param>
    /// <param name="history">Where what happens is told.</param>
    /// <param name="grains">Where the other grains are found.</param>
    /// <param name="services">The silo's services.</param>
    /// <param name="logger">The log.</param>
    /// <param name="leaving">The coordinator's activation ends: nothing is waited for any more.</param>
    public RoundsRun(
        JobStatus status, CheckpointManifest? basis, RoundContext context, JobHistory history, IGrainFactory grains, JobServices services, ILogger logger,
        CancellationToken leaving)
    {
        jobId = status.JobId;
        this.basis = basis;
        this.context = context;
        this.history = history;
        this.grains = grains;
        this.services = services;
        this.logger = logger;
        this.leaving = leaving;
        shards = [.. Enumerable.Range(0, context.Layout.Shards).Select(s => grains.GetGrain<IShardGrain>(GrainKeys.Shard(jobId, s)))];
        inspector = grains.GetGrain<IInspectorGrain>(jobId);
        collector = new RoundCollector(jobId, Definition.Workers, grains, services.Time, services.Options.AskAgainAfter);
        aggregation = Definition.CreateAggregation(context.Rule, context.Vectors);
        Workers = new WorkerLedger(Definition.Workers.Count, context.SamplesOf, Definition.Workers.Byzantine, basis?.Workers ?? []);
        started = services.Time.GetTimestamp();
        secondsBefore = status.Totals.Seconds;
        Status = status;
    }

    /// <summary>What is known of the workers.</summary>
    public WorkerLedger Workers { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<IVectorGrain> Holders => shards;

    /// <inheritdoc/>
    public override bool WorkersHaveState => context.Vectors.Worker.Count > 0;

    /// <inheritdoc/>
    public override ModelLayout Model => context.DescribeModel(Status.Round);

    /// <inheritdoc/>
    public override ImmutableArray<WorkerSummary> Summaries => Workers.Summaries;

    /// <inheritdoc/>
    public override ImmutableArray<WorkerMark> Marks => Workers.Marks;

    private RunDefinition Definition => context.Definition;

    private double Seconds => secondsBefore + services.Time.GetElapsedTime(started).TotalSeconds;

    /// <inheritdoc/>
    public override void WorkerSaved(int worker, SavedState saved) => Workers.Saved(worker, saved);

    /// <inheritdoc/>
    public override IWorkerGrain Worker(int number) => grains.GetGrain<IWorkerGrain>(GrainKeys.Worker(jobId, number));

    /// <inheritdoc/>
    public override RoundOrder OrderFor(int number) => new()
    {
        Round = Status.Round,
        LastAcceptedRound = Workers[number].LastAcceptedRound,
        Epoch = Status.Epoch,
        BaseVersion = basis?.Version ?? 0,
        Saved = Workers[number].Saved,
    };

    /// <inheritdoc/>
    public override void Report(WorkerReport report) => current?.Report(report);

    /// <inheritdoc/>
    public override async Task OpenAsync(bool afresh)
    {
        if (afresh)
            await LetGoAsync(shards.Select(shard => shard.ReleaseAsync()));

        int version = basis?.Version ?? 0;
        await Task.WhenAll(shards.Select((shard, number) => AskAsync(() => shard.OpenAsync(new OpenOrder
        {
            Epoch = Status.Epoch,
            Version = version,
            Saved = basis?.Shards[number],
        }))));
        Status = Status with { Dimension = context.Layout.Dimension, Shards = context.Layout.Shards };
        IsOpen = true;
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Func<Task<bool>> checkpoint, CancellationToken cancellationToken)
    {
        Status = Status with { Phase = JobPhase.Running };
        if (basis is null)
        {
            string about = string.Create(CultureInfo.InvariantCulture,
                $"{Definition.Workers.Count} workers, {context.Summary}, {context.Layout.Dimension} parameters in {context.Layout.Shards} shard(s).");
            history.Add(new JobEvent { Kind = JobEventKinds.Started, Message = about, Status = Status });
            WarnOfMoreByzantine();
            await EvaluateAsync(updateNorm: null, trainLoss: null);
        }

        while (!IsStopping())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await RunRoundAsync(cancellationToken);
            if (!IsStopping() && !await checkpoint())
                return;
        }
    }

    /// <inheritdoc/>
    public override async Task FinishAsync(bool evaluate)
    {
        if (evaluate && Status.Latest?.Round != Status.Round)
            await EvaluateAsync(updateNorm: null, trainLoss: null);

        string? hash = null;
        while (hash is null)
            hash = await AskAsync(() => inspector.FingerprintAsync(Status.Epoch, Status.Round));

        Status = Status with { ParametersSha256 = hash, Totals = Status.Totals with { Seconds = Seconds } };
    }

    /// <inheritdoc/>
    public override Task ReleaseAsync(bool holdersToo) => LetGoAsync(
        Enumerable.Range(0, Definition.Workers.Count).Where(worker => Workers[worker].RoundsChosen > 0)
            .Select(worker => Worker(worker).ReleaseAsync())
            .Append(inspector.ReleaseAsync())
            .Concat(shards.Select(shard => holdersToo ? shard.ReleaseAsync() : shard.RestAsync())));

    private async Task RunRoundAsync(CancellationToken cancellationToken)
    {
        int number = Status.Round;
        long opened = services.Time.GetTimestamp();
        using Activity? activity = StarlingInstruments.StartRound(jobId, number, Status.Epoch);
        int[] participants = ParticipantSampler.Choose(
            Definition.Seed, number, Definition.Workers.Count, context.NeedsEverybody(number) ? 1 : Definition.Workers.Participation, Definition.Workers.Sampling);
        var round = new RoundState(number, participants, Status.Epoch, Definition.Workers.QuorumOf(participants.Length));
        current = round;
        foreach (int worker in participants)
            Workers.Chosen(worker);

        history.Add(new JobEvent
        {
            Kind = JobEventKinds.RoundOpened,
            Message = string.Create(CultureInfo.InvariantCulture, $"Round {number}: {participants.Length} of {Definition.Workers.Count} workers were chosen."),
            Round = number,
        });

        await collector.CollectAsync(round, OrderFor, count => NoteAskedAgain(number, count), cancellationToken);
        if (round.Lost is { } lost)
            throw LostBy(lost);

        NoteStragglers(round, participants.Length);
        TimeSpan collecting = services.Time.GetElapsedTime(opened);
        services.Instruments.PhaseDone("collect", collecting);
        long collected = services.Time.GetTimestamp();
        ImmutableArray<int> candidates = [.. round.Candidates.Select(report => report.Worker)];
        PrepareResult[] prepared = await Task.WhenAll(
            shards.Select(shard => AskAsync(() => shard.PrepareAsync(Status.Epoch, number, candidates))));
        if (round.FindIncomplete(prepared) is { } incomplete && history.IsFirstIncomplete(number, incomplete))
            throw new StateLostException($"The update of worker {incomplete} in round {number} is not complete on every shard.");

        RoundDecision decision = round.Decide(prepared);
        Note(number, decision.Rejected);
        if (decision.Accepted.Count == 0)
            throw NobodyLeft(number, decision);

        CommitOrder order = decision.ToOrder(Status.Epoch, number);
        RoundPlan plan = await aggregation.DecideAsync(
            number, order.Workers, [.. order.Workers.Select(worker => (double)Workers.SamplesOf(worker))], decision.Rejected.Count, question => MeasureAsync(question, order));
        TimeSpan deciding = services.Time.GetElapsedTime(collected);
        services.Instruments.PhaseDone("decide", deciding);
        long decided = services.Time.GetTimestamp();
        CommitResult[] committed = await CommitAsync(order.With(plan));
        current = null;
        TimeSpan committing = services.Time.GetElapsedTime(decided);
        services.Instruments.PhaseDone("commit", committing);
        Close(
            number, decision, Judge(plan, order.Workers, committed), services.Time.GetElapsedTime(opened),
            new RoundPhases { Collect = collecting.TotalSeconds, Decide = deciding.TotalSeconds, Commit = committing.TotalSeconds });
        if (committed.Any(result => !result.Finite))
        {
            throw new StarlingException(ErrorCatalog.Diverged, string.Create(CultureInfo.InvariantCulture,
                $"The parameters are not finite any more after round {number}; lower algorithm.learningRate or set algorithm.clipNorm."));
        }

        if (Status.Round % Definition.Evaluate.Every == 0 || IsStopping())
        {
            long began = services.Time.GetTimestamp();
            await EvaluateAsync(
                Math.Sqrt(committed.Sum(result => result.ChangeSquared)),
                decision.Accepted.Average(report => report.TrainLoss));
            services.Instruments.PhaseDone("evaluate", services.Time.GetElapsedTime(began));
        }
    }

    private static Exception LostBy(WorkerReport report) => report.Failure?.Code == ErrorCatalog.CheckpointDamaged.Code
        ? new StarlingException(ErrorCatalog.CheckpointDamaged, report.Failure.Message)
        : new StateLostException(report.Failure?.Message ?? $"Worker {report.Worker} lost what round {report.Round} needs.");

    private void NoteAskedAgain(int round, int count)
    {
        LogAskedAgain(logger, jobId, round, count);
        services.Instruments.AskedAgain(count);
    }

    private void NoteStragglers(RoundState round, int participants)
    {
        if (round.Waiting is not { Count: > 0 } late)
            return;

        services.Instruments.LeftOut(late.Count);
        history.Add(new JobEvent
        {
            Kind = JobEventKinds.Stragglers,
            Message = string.Create(CultureInfo.InvariantCulture,
                $"Round {round.Round} goes on without {late.Count} of {participants} workers: {string.Join(", ", late.Take(10))}{(late.Count > 10 ? ", ..." : "")}."),
            Round = round.Round,
        });
    }

    private async Task<CommitResult[]> CommitAsync(CommitOrder order)
    {
        while (context.NextReduction(order.Round, order.Reductions) > 0)
        {
            // Summed in shard order, so that the sums do not depend on who answered first.
            CommitOrder asked = order;
            order = order with { Reductions = [.. order.Reductions, .. AddUp(await Task.WhenAll(shards.Select(shard => AskAsync(() => shard.ReduceAsync(asked)))))] };
        }

        return await Task.WhenAll(shards.Select(shard => AskAsync(() => shard.CommitAsync(order))));
    }

    private void WarnOfMoreByzantine()
    {
        int simulated = Definition.Workers.Byzantine.Count;
        if (simulated <= Definition.Aggregation.Byzantine)
            return;

        string message = string.Create(CultureInfo.InvariantCulture,
            $"{simulated} of {Definition.Workers.Count} workers are Byzantine, and aggregation.byzantine is {Definition.Aggregation.Byzantine}: the rule is not set up for so many.");
        Warn(message);
        history.Add(new JobEvent { Kind = JobEventKinds.Warning, Message = message });
    }

    /// <summary>Asks every shard, and adds up in shard order, so that the sums do not depend on who answered first.</summary>
    private async Task<double[]> MeasureAsync(UpdateQuestion question, CommitOrder order)
    {
        MeasureOrder asked = question.ToOrder(order, questions++);
        return AddUp(await Task.WhenAll(shards.Select(shard => AskAsync(() => shard.MeasureAsync(asked)))));
    }

    /// <summary>How the aggregate treated the updates; nothing where it treats all alike.</summary>
    private ImmutableArray<WorkerShare>? Judge(RoundPlan plan, ImmutableArray<int> workers, CommitResult[] committed)
    {
        if (!plan.IsJoinedByCoordinate && plan.Gram is null)
            return null;

        UpdateStanding[] standings = UpdateStanding.Of(
            workers.Length, plan.Combinations[0], plan.Gram, AddUp([.. committed.Select(result => result.Kept)]), AddUp([.. committed.Select(result => result.Distances)]));
        for (int i = 0; i < standings.Length; i++)
            Workers.Judged(workers[i], standings[i]);

        return standings.Length > MostShares ? null :
        [
            .. standings.Select((standing, i) => new WorkerShare
            {
                Worker = workers[i],
                Weight = standing.Weight,
                Distance = standing.Distance,
                Cut = standing.IsCut,
            }),
        ];
    }

    private static double[] AddUp(ImmutableArray<double>[] parts)
    {
        double[] sums = new double[parts[0].Length];
        foreach (ImmutableArray<double> part in parts)
        {
            for (int i = 0; i < sums.Length; i++)
                sums[i] += part[i];
        }

        return sums;
    }

    private void Close(int number, RoundDecision decision, ImmutableArray<WorkerShare>? shares, TimeSpan duration, RoundPhases phases)
    {
        decision.Accepted.ToList().ForEach(Workers.Accepted);
        NoteOutput(number, decision.Accepted);
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
            Shares = shares,
            Phases = phases,
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

    private void NoteOutput(int number, IReadOnlyList<WorkerReport> reports)
    {
        WorkerReport[] said = [.. reports.Where(report => report.Output is not null)];
        foreach (WorkerReport report in said.Take(MostOutputs))
            history.Add(new JobEvent { Kind = JobEventKinds.Output, Message = report.Output!, Round = number, Worker = report.Worker });
        if (said.Length > MostOutputs)
        {
            history.Add(new JobEvent
            {
                Kind = JobEventKinds.Output,
                Message = string.Create(CultureInfo.InvariantCulture, $"The scripts of {said.Length - MostOutputs} more workers printed something."),
                Round = number,
            });
        }
    }

    private async Task EvaluateAsync(double? updateNorm, double? trainLoss)
    {
        EvaluationResult? result = null;
        while (result is null)
            result = await AskAsync(() => inspector.EvaluateAsync(Status.Epoch, Status.Round));

        if (result.Output is { } output)
            history.Add(new JobEvent { Kind = JobEventKinds.Output, Message = output, Round = Status.Round });
        var row = new MetricRow
        {
            Round = Status.Round,
            Seconds = Seconds,
            Loss = Finite(result.Loss),
            Accuracy = result.Accuracy,
            GradientNorm = Finite(result.GradientNorm),
            Distance = Finite(result.Distance),
            Gap = Finite(result.Gap),
            Iterations = context.IterationsIn(Status.Round),
            TrainLoss = result.Accuracy is null ? null : Finite(trainLoss),
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
            Message = MetricText.Of(row),
            Round = row.Round,
            Metrics = row,
            Status = Status,
        });
    }

    private static double? Finite(double? value) => value is { } known && double.IsFinite(known) ? known : null;

    private bool IsStopping()
    {
        StopSection stop = Definition.Stop;
        return Status.Round >= (stop.Rounds ?? int.MaxValue)
            || Seconds >= (stop.Time ?? double.PositiveInfinity)
            || (Status.Latest is { } row && row.Round == Status.Round && stop.Target?.IsReached(row.Loss, row.Accuracy, row.Distance, row.Gap) == true);
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

    private Task AskAsync(Func<Task> call) => Calls.RepeatAsync(call, services.Time, NoteRetry, leaving);

    private Task<TResult> AskAsync<TResult>(Func<Task<TResult>> call) => Calls.RepeatAsync(call, services.Time, NoteRetry, leaving);

    private void NoteRetry(Exception exception)
    {
        services.Instruments.Retried();
        history.Add(new JobEvent
        {
            Kind = JobEventKinds.Retried,
            Message = $"A call is repeated, its outcome is unknown: {exception.Message}",
            Round = Status.Round,
        });
    }

    // Letting go is a courtesy: whoever does not hear of it is collected when idle.
    private async Task LetGoAsync(IEnumerable<Task> releases)
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
