using Microsoft.Extensions.Logging;
using Starling.GrainInterfaces;
using Starling.Grains.Runtime;
using Starling.Grains.Telemetry;

namespace Starling.Grains.Workers;

/// <summary>
/// Hosts a <see cref="WorkerCore{T}"/>. An order starts a computation and returns at once; the report goes to the job grain
/// as a call. A repeated order finds the computation that runs, or the report that was sent.
/// </summary>
internal sealed partial class WorkerGrain(
    JobContextCache contexts,
    WorkerServices services,
    StarlingInstruments instruments,
    ILogger<WorkerGrain> logger) : Grain, IWorkerGrain, IDisposable
{
    private readonly CancellationTokenSource released = new();
    private string jobId = "";
    private int worker;
    private IWorkerCore? core;
    private int runningRound = -1;
    private WorkerReport? lastReport;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (jobId, worker) = GrainKeys.Split(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        released.Cancel();
        return Task.CompletedTask;
    }

    public Task ComputeAsync(RoundOrder order)
    {
        // A job's worker holds state and lives as long as the job; Release ends it.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        if (lastReport is { } report && report.Round == order.Round)
        {
            _ = ReportAsync(report);
        }
        else if (runningRound < 0)
        {
            runningRound = order.Round;
            _ = RunAsync(order);
        }

        return Task.CompletedTask;
    }

    public Task ReleaseAsync()
    {
        contexts.Remove(jobId);
        services.Broadcasts.Remove(jobId);
        released.Cancel();
        if (runningRound < 0)
            core?.Release();

        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <summary>Called by Orleans when the activation is over.</summary>
    public void Dispose() => released.Dispose();

    private async Task RunAsync(RoundOrder order)
    {
        WorkerReport report;
        try
        {
            core ??= Start(await contexts.GetAsync(jobId));
            report = await core.RunAsync(order, released.Token);
            instruments.WorkerComputed(report);
        }
        catch (OperationCanceledException)
        {
            return;
        }
#pragma warning disable CA1031 // Whatever went wrong here is this worker's failure in this round; the job decides.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogRoundFailed(logger, exception, jobId, worker, order.Round);
            report = new WorkerReport { Round = order.Round, Worker = worker, Failure = Refusals.ToFailure(exception) };
        }
        finally
        {
            runningRound = -1;
        }

        lastReport = report;
        await ReportAsync(report);
    }

    private IWorkerCore Start(JobContext context) => context switch
    {
        JobContext<float> single => new WorkerCore<float>(single, worker, services),
        JobContext<double> wide => new WorkerCore<double>(wide, worker, services),
        _ => throw new InvalidOperationException($"There are no workers of {context.GetType()}."),
    };

    // When the report is lost for good, the job asks again with the same order.
    private async Task ReportAsync(WorkerReport report)
    {
        try
        {
            await Calls.RepeatAsync(() => GrainFactory.GetGrain<IJobGrain>(jobId).ReportAsync(report));
        }
#pragma warning disable CA1031 // Nobody awaits this; the job notices the missing report.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogReportLost(logger, exception, jobId, worker, report.Round);
        }
    }
}
