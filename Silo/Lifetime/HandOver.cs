using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Starling.GrainInterfaces;
using Starling.Grains.Inventory;
using Starling.Silo.Settings;

namespace Starling.Silo.Lifetime;

/// <summary>
/// Before a silo that is asked to stop leaves the cluster, the jobs that have grains on it write checkpoints, so that what it
/// computed is not computed again.
/// </summary>
/// <param name="grains">The way to the jobs.</param>
/// <param name="local">The jobs that have grains here.</param>
/// <param name="settings">How long it may take.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class HandOver(
    IGrainFactory grains, LocalGrains local, SiloSettings settings, TimeProvider time, ILogger<HandOver> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CheckpointAsync().WaitAsync(TimeSpan.FromSeconds(settings.ShutdownSeconds / 3.0), time, cancellationToken);
        }
#pragma warning disable CA1031 // Without it some rounds are done again elsewhere.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogIncomplete(logger, exception);
        }
    }

    private Task CheckpointAsync() => Task.WhenAll(local.Jobs.Select(job => grains.GetGrain<IJobGrain>(job.JobId).CheckpointAsync()));

    [LoggerMessage(2101, LogLevel.Information, "Not every job wrote a checkpoint before this silo stops; some rounds will be done again.")]
    private static partial void LogIncomplete(ILogger logger, Exception exception);
}
