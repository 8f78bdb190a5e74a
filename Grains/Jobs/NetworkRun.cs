using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;
using Starling.Grains.Networks;
using Starling.Grains.Runtime;

namespace Starling.Grains.Jobs;

/// <summary>
/// One taking-up of a decentralized job: asks the network to go on until it is to be looked at or to be saved. The network decides nothing, and the run
/// computes nothing. Nodes with clocks of their own go on by themselves: they are looked at, and the network may be beyond the round that was asked for.
/// </summary>
internal sealed partial class NetworkRun : JobRun
{
    /// <summary>
    /// Seconds of computing that the network is asked for at a time: somebody who cancels the job, or wants it to stand still, waits so long, and then
    /// has what was computed.
    /// </summary>
    private const double AtATime = 2;

    /// <summary>Nodes up to which the activity of a network is told at every evaluation.</summary>
    private const int MostTold = 256;

    private readonly NetworkContext context;
    private readonly JobHistory history;
    private readonly JobServices services;
    private readonly ILogger logger;
    private readonly CancellationToken leaving;
    private readonly INetworkGrain network;
    private readonly IInspectorGrain inspector;
    private readonly CheckpointManifest? basis;
    private readonly double secondsBefore;
    private readonly long started;
    private readonly IGrainFactory grains;
    private NetworkReport? latest;
    private long told;

    /// <summary>Prepares a run.</summary>
    /// <param name="status">The status to start from, with the run's epoch.</param>
    /// <param name="basis">The checkpoint to start from; null for the beginning.</param>
    /// <param name="context">The job.</param>
    /// <param name="history">Where what happens is told.</param>
    /// <param name="grains">Where the other grains are found.</param>
    /// <param name="services">The silo's services.</param>
    /// <param name="logger">The log.</param>
    /// <param name="leaving">The coordinator's activation ends: nothing is waited for any more.</param>
    public NetworkRun(
        JobStatus status, CheckpointManifest? basis, NetworkContext context, JobHistory history, IGrainFactory grains, JobServices services, ILogger logger,
        CancellationToken leaving)
    {
        this.basis = basis;
        this.context = context;
        this.grains = grains;
        this.history = history;
        this.services = services;
        this.logger = logger;
        this.leaving = leaving;
        network = grains.GetGrain<INetworkGrain>(GrainKeys.Shard(status.JobId, 0));
        inspector = grains.GetGrain<IInspectorGrain>(status.JobId);
        started = services.Time.GetTimestamp();
        secondsBefore = status.Totals.Seconds;
        Status = status;
    }

    /// <inheritdoc/>
    public override ModelLayout Model => context.DescribeModel(Status.Round);

    /// <inheritdoc/>
    public override bool IsLive => context.IsLive;

    /// <inheritdoc/>
    public override IReadOnlyList<IVectorGrain> Holders => [network];

    /// <inheritdoc/>
    public override ImmutableArray<WorkerSummary> Summaries => latest is null ? []
        : NodeSummaries.Of(latest.Activity, latest.Round, Definition.Topology is { Graphs: > 1 }, context.SamplesOf);

    private RunDefinition Definition => context.Definition;

    private double Seconds => secondsBefore + services.Time.GetElapsedTime(started).TotalSeconds;

    /// <inheritdoc/>
    public override async Task OpenAsync(bool afresh)
    {
        if (afresh)
            await LetGoAsync(network.ReleaseAsync());

        await AskAsync(() => network.OpenAsync(new OpenOrder { Epoch = Status.Epoch, Version = basis?.Version ?? 0, Saved = basis?.Shards[0] }));
        Status = Status with { Dimension = context.Layout.Dimension, Shards = context.Layout.Shards };
        IsOpen = true;
    }

    /// <inheritdoc/>
    public override async Task RunAsync(Func<Task<bool>> checkpoint, CancellationToken cancellationToken)
    {
        Status = Status with { Phase = JobPhase.Running };
        if (Status.Round == 0)
        {
            history.Add(new JobEvent { Kind = JobEventKinds.Started, Message = context.Summary, Status = Status });
            await AdvanceAsync(0, evaluate: true);
        }

        while (!IsStopping())
        {
            cancellationToken.ThrowIfCancellationRequested();
            int every = Definition.Evaluate.Every;
            int next = Math.Min(NextMultiple(every), Definition.Stop.Rounds ?? int.MaxValue);
            if (context.Spec.Checkpoint.Every is > 0 and int saves)
                next = Math.Min(next, NextMultiple(saves));
            next = Math.Min(next, checked(Status.Round + RoundsAtATime()));
            await AdvanceAsync(next, evaluate: next / every != (Status.Latest?.Round ?? 0) / every || next == Definition.Stop.Rounds);
            if (!IsStopping() && !await checkpoint())
                return;
        }
    }

    /// <inheritdoc/>
    public override async Task SettleAsync()
    {
        if (!context.IsLive)
            return;

        bool isAtRest = false;
        while (!isAtRest)
            isAtRest = await AskAsync(() => network.SettleAsync(Status.Epoch));
    }

    /// <inheritdoc/>
    public override async Task FinishAsync(bool evaluate)
    {
        await SettleAsync();
        if (evaluate && (context.IsLive || Status.Latest?.Round != Status.Round))
            await AdvanceAsync(Status.Round, evaluate: true);

        if (latest is not null)
        {
            history.Add(new JobEvent
            {
                Kind = JobEventKinds.Network,
                Message = Summary(latest),
                Round = Status.Round,
                Activity = latest.Activity,
            });
        }

        string? hash = null;
        while (hash is null)
            hash = await AskAsync(() => inspector.FingerprintAsync(Status.Epoch, Status.Round));

        string? advice = evaluate ? await services.Pool.RunAsync(Status.JobId, () => context.Advise(Status.Latest?.Distance, Status.Totals)) : null;
        Status = Status with { ParametersSha256 = hash, Advice = advice, Totals = Status.Totals with { Seconds = Seconds } };
    }

    /// <inheritdoc/>
    public override async Task ReleaseAsync(bool holdersToo)
    {
        Task[] nodes = !context.IsLive ? [] :
            [.. Enumerable.Range(0, Definition.Workers.Count).Select(node => grains.GetGrain<INodeGrain>(GrainKeys.Worker(Status.JobId, node)).ReleaseAsync())];
        await LetGoAsync([.. nodes, inspector.ReleaseAsync(), holdersToo ? network.ReleaseAsync() : network.RestAsync()]);
        services.Contexts.Remove(Status.JobId);
    }

    private int NextMultiple(int every) => checked(((Status.Round / every) + 1) * every);

    private int RoundsAtATime()
    {
        if (latest?.Activity.Live is { } live)
            return (int)Math.Clamp(AtATime * live.Pace, 1, 1 << 20);

        int done = Status.Round - (basis?.Version ?? 0);
        return done == 0 || latest is not { ComputeSeconds: > 0 } report ? 1 : (int)Math.Clamp(AtATime * done / report.ComputeSeconds, 1, 1 << 20);
    }

    private async Task AdvanceAsync(int round, bool evaluate)
    {
        NetworkReport? report = null;
        while (report is null)
            report = await AskAsync(() => network.AdvanceAsync(Status.Epoch, round, evaluate));

        latest = report;
        round = report.Round;
        JobTotals before = Status.Totals;
        Status = Status with
        {
            Round = round,
            Totals = new JobTotals
            {
                Rounds = round,
                Gradients = Math.Max(before.Gradients, report.Gradients),
                Communications = Math.Max(before.Communications, report.Activations),
                BytesUp = Math.Max(before.BytesUp, report.Bytes),
                Seconds = Seconds,
                WorkerSeconds = report.ComputeSeconds,
                Events = Math.Max(before.Events, report.Events),
            },
        };
        TellNotices(report);
        if (!evaluate)
            return;

        var row = new MetricRow
        {
            Round = round,
            Seconds = Seconds,
            Loss = report.Loss,
            Accuracy = report.Accuracy,
            GradientNorm = report.GradientNorm,
            Distance = report.Distance,
            Consensus = report.Consensus,
            BytesUp = Status.Totals.BytesUp,
            Gradients = Status.Totals.Gradients,
            Communications = Status.Totals.Communications,
        };
        Status = Status with { Latest = row };
        
        // What nodes do by themselves is told as it goes on, of networks that a person can look at.
        NetworkActivity? activity = report.Activity is { Live: not null, Nodes.Length: <= MostTold } live ? live with { Live = live.Live with { Notices = [] } } : null;
        history.Add(new JobEvent
        {
            Kind = JobEventKinds.Evaluated, Message = Tell(row), Round = round, Metrics = row, Status = Status, Activity = activity,
        });
    }

    private void TellNotices(NetworkReport report)
    {
        foreach (NetworkNotice notice in report.Activity.Live?.Notices ?? [])
        {
            if (notice.Number <= told)
                continue;

            told = notice.Number;
            Warn(notice.Message);
            history.Add(new JobEvent { Kind = JobEventKinds.Warning, Message = notice.Message, Round = report.Round, Worker = notice.Node });
        }
    }

    private static string Summary(NetworkReport report)
    {
        string done = string.Create(CultureInfo.InvariantCulture, $"{report.Gradients} gradients and {report.Activations} uses of edges.");
        if (report.Activity.Live is not { } live)
            return done;

        string agree = live.Disagreements switch
        {
            0 => "both ends of every edge applied the same swaps, each once",
            { } some => string.Create(CultureInfo.InvariantCulture, $"at {some} ends of edges it is not known whether all swaps were applied"),
            null => "the nodes did not come to rest",
        };
        string sum = live.Imbalance is { } imbalance ? string.Create(CultureInfo.InvariantCulture, $", and what the method conserves sums to {imbalance:0.0e+0} of its largest entry") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{done} {live.Repeated} swaps were asked for again, {live.Ignored} came twice, {live.Settled} were made up from ledgers, {live.LeftOut} left out; {agree}{sum}.");
    }

    private static string Tell(MetricRow row)
    {
        string how = row.Accuracy is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $", accuracy {accuracy:0.0000}")
            : row.Distance is { } distance ? string.Create(CultureInfo.InvariantCulture, $", distance {distance:0.00e+0}")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"After {row.Round} rounds: loss {row.Loss:0.0000}{how}, consensus {row.Consensus:0.00e+0}.");
    }

    private bool IsStopping()
    {
        StopSection stop = Definition.Stop;
        return Status.Round >= (stop.Rounds ?? int.MaxValue)
            || (latest?.Events ?? 0) >= (stop.Events ?? long.MaxValue)
            || Seconds >= (stop.Time ?? double.PositiveInfinity)
            || (Status.Latest is { } row && row.Round == Status.Round && stop.Target?.IsReached(row.Loss, row.Accuracy, row.Distance) == true);
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
    private async Task LetGoAsync(params Task[] releases)
    {
        try
        {
            await Task.WhenAll(releases);
        }
#pragma warning disable CA1031 // See above: a job does not fail because somebody did not hear that it is over.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReleaseFailed(logger, exception, Status.JobId);
        }
    }

    [LoggerMessage(1121, LogLevel.Information, "Not every grain of job {JobId} heard that it is over.")]
    private static partial void LogReleaseFailed(ILogger logger, Exception exception, string jobId);
}
