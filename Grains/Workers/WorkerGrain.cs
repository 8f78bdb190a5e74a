using Microsoft.Extensions.Logging;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Starling.Grains.Inventory;
using Starling.Grains.Placement;
using Starling.Grains.Runtime;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Workers;

/// <summary>
/// Hosts a <see cref="WorkerCore{T}"/>. An order starts a computation and returns at once; the report goes to the job grain
/// as a call. A repeated order finds the computation that runs, or the report that was sent; one of a later round or epoch ends
/// what runs.
/// </summary>
[LabelPlacementFilter, SpreadPlacementFilter]
internal sealed partial class WorkerGrain(
    JobContextCache contexts,
    WorkerServices services,
    StarlingInstruments instruments,
    LocalGrains local,
    ILogger<WorkerGrain> logger) : Grain, IWorkerGrain, IDisposable
{
    private readonly CancellationTokenSource released = new();
    private string jobId = "";
    private int worker;
    private IWorkerCore? core;
    private (RoundOrder Order, CancellationTokenSource Stop)? running;
    private RoundOrder? next;
    private WorkerReport? lastReport;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (jobId, worker) = GrainKeys.Split(this.GetPrimaryKeyString());
        local.Enter(jobId, JobPart.Worker);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        local.Leave(jobId, JobPart.Worker);
        released.Cancel();
        return Task.CompletedTask;
    }

    public Task ComputeAsync(RoundOrder order)
    {
        // A job's worker holds state and lives as long as the job; Release ends it.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        if (lastReport is { } report && report.Round == order.Round && report.Epoch == order.Epoch)
        {
            _ = ReportAsync(report);
        }
        else if (running is not { } work)
        {
            _ = RunAsync(order);
        }
        else if (IsLater(order, work.Order))
        {
            next = order;
            work.Stop.Cancel();
        }

        return Task.CompletedTask;
    }

    public async Task<SavedState?> SaveAsync(RoundOrder order, int slot)
    {
        if (running is not null)
            return null;

        try
        {
            core ??= Start(await contexts.GetAsync(jobId));
            return await core.SaveAsync(order, slot);
        }
        catch (StarlingException refusal)
        {
            throw Refusals.ToCaller(refusal);
        }
    }

    public Task ReleaseAsync()
    {
        contexts.Remove(jobId);
        services.Broadcasts.Remove(jobId);
        released.Cancel();
        if (running is null)
            core?.Release();

        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task EraseAsync()
    {
        core ??= Start(await contexts.GetAsync(jobId));
        await services.Checkpoints.EraseAsync(this.GetGrainId(), core.StateLengths, CancellationToken.None);
        await ReleaseAsync();
    }

    /// <summary>Called by Orleans when the activation is over.</summary>
    public void Dispose() => released.Dispose();

    private static bool IsLater(RoundOrder order, RoundOrder than) =>
        (order.Epoch, order.Round).CompareTo((than.Epoch, than.Round)) > 0;

    private async Task RunAsync(RoundOrder order)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(released.Token);
        running = (order, stop);
        WorkerReport? report = await ComputeReportAsync(order, stop.Token);
        running = null;
        if (next is { } later && !released.IsCancellationRequested)
        {
            next = null;
            _ = RunAsync(later);
        }
        else if (report is not null)
        {
            // What was lost may be there when the same order comes again.
            lastReport = report.IsStateLost ? null : report;
            await ReportAsync(report);
        }
    }

    private async Task<WorkerReport?> ComputeReportAsync(RoundOrder order, CancellationToken cancellationToken)
    {
        try
        {
            core ??= Start(await contexts.GetAsync(jobId));
            WorkerReport report = await core.RunAsync(order, cancellationToken);
            instruments.WorkerComputed(report);
            return report;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception) when (exception is StateLostException or FencedException)
        {
            return Failed(order, exception) with { IsStateLost = true };
        }
        catch (StarlingException refusal) when (refusal.Error == ErrorCatalog.CheckpointDamaged)
        {
            return Failed(order, refusal) with { IsStateLost = true };
        }
        catch (Exception exception) when (Calls.IsTrouble(exception))
        {
            // Not the worker's failure: it is silent, and is asked again. A round must not lose a worker to a network.
            LogRoundDisturbed(logger, exception, jobId, worker, order.Round);
            return null;
        }
#pragma warning disable CA1031 // Whatever went wrong here is this worker's failure in this round; the job decides.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogRoundFailed(logger, exception, jobId, worker, order.Round);
            return Failed(order, exception);
        }
    }

    private WorkerReport Failed(RoundOrder order, Exception exception) =>
        new() { Epoch = order.Epoch, Round = order.Round, Worker = worker, Failure = Refusals.ToFailure(exception) };

    private IWorkerCore Start(JobContext context) => context switch
    {
        RoundContext<float> single => new WorkerCore<float>(single, worker, this.GetGrainId(), services),
        RoundContext<double> wide => new WorkerCore<double>(wide, worker, this.GetGrainId(), services),
        _ => throw new InvalidOperationException($"There are no workers of {context.GetType()}."),
    };

    // When the report is lost for good, the job asks again with the same order.
    private async Task ReportAsync(WorkerReport report)
    {
        try
        {
            await Calls.RepeatAsync(
                () => GrainFactory.GetGrain<IJobGrain>(jobId).ReportAsync(report), services.Time, cancellationToken: released.Token);
        }
#pragma warning disable CA1031 // Nobody awaits this; the job notices the missing report.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReportLost(logger, exception, jobId, worker, report.Round);
        }
    }
}
