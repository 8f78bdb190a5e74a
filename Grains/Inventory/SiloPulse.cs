using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Starling.GrainInterfaces;

namespace Starling.Grains.Inventory;

/// <summary>
/// The heartbeat of a silo: tells the inventory how it is and wakes the queue, once before the host counts as started and then every
/// <see cref="SiloIdentity.ReportEvery"/>. While either cannot be reached, because it moves to another silo, it just tries again.
/// </summary>
/// <remarks>The silo must start before it: Orleans is added to a host before the grains' services.</remarks>
internal sealed partial class SiloPulse(
    IGrainFactory grains, SiloObserver observer, IOptions<SiloIdentity> identity, TimeProvider time, ILogger<SiloPulse> logger)
    : BackgroundService
{
    /// <summary>A call that takes longer is left to itself; a dead silo must not hold up the pulse of this one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private bool isReported = true;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Who submits a job once the host has started finds a cluster that knows this silo.
        await BeatAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(identity.Value.ReportEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await BeatAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo stops.
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            await grains.GetGrain<IInventoryGrain>(IInventoryGrain.Key).ReportAsync(observer.Look()).WaitAsync(Patience, time, cancellationToken);
            await grains.GetGrain<IJobQueueGrain>(IJobQueueGrain.Key).TickAsync().WaitAsync(Patience, time, cancellationToken);
            if (!isReported)
                LogReached(logger);
            isReported = true;
        }
#pragma warning disable CA1031 // Whatever it is, the next beat tries again; said once, not every second.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (isReported)
                LogNotReached(logger, exception.GetType().Name);
            isReported = false;
        }
    }

    [LoggerMessage(1201, LogLevel.Information, "The inventory and the queue of the cluster cannot be reached now ({Reason}); it is tried again.")]
    private static partial void LogNotReached(ILogger logger, string reason);

    [LoggerMessage(1202, LogLevel.Information, "The inventory and the queue of the cluster are reached again.")]
    private static partial void LogReached(ILogger logger);
}
