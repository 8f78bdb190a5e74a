using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Starling.GrainInterfaces;
using Starling.Grains.Inventory;
using Starling.Silo.Settings;

namespace Starling.Silo.Lifetime;

/// <summary>
/// Before a silo that is asked to stop leaves the cluster, the jobs that have grains on it write checkpoints and wait until it has left, so that nothing
/// that was computed is computed again.
/// </summary>
/// <param name="grains">The way to the jobs.</param>
/// <param name="local">The jobs that have grains here.</param>
/// <param name="silo">This silo.</param>
/// <param name="settings">How long it may take: half of the time that the silo has to stop, since Orleans needs some too.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class HandOver(
    IGrainFactory grains, LocalGrains local, ILocalSiloDetails silo, SiloSettings settings, TimeProvider time, ILogger<HandOver> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await HandOverAsync().WaitAsync(TimeSpan.FromSeconds(settings.ShutdownSeconds / 2.0), time, cancellationToken);
        }
#pragma warning disable CA1031 // Without it some rounds are done again elsewhere.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogIncomplete(logger, exception);
        }
    }

    private async Task HandOverAsync()
    {
        // Until this silo begins to stop, grains of other jobs may come: these are told as well.
        var told = new HashSet<string>(StringComparer.Ordinal);
        while (local.Jobs.Select(job => job.JobId).Where(told.Add).ToArray() is { Length: > 0 } jobs)
            await Task.WhenAll(jobs.Select(job => grains.GetGrain<IJobGrain>(job).HandOverAsync(silo.SiloAddress)));
    }

    [LoggerMessage(2101, LogLevel.Information, "Not every job wrote a checkpoint before this silo stops; some rounds will be done again.")]
    private static partial void LogIncomplete(ILogger logger, Exception exception);
}
