using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Starling.GrainInterfaces;
using Starling.Silo.Settings;

namespace Starling.Silo.Lifetime;

/// <summary>
/// Before a silo that is asked to stop leaves the cluster, the jobs that have grains on it write checkpoints, so that what it
/// computed is not computed again.
/// </summary>
/// <param name="grains">The way to the jobs.</param>
/// <param name="silo">This silo.</param>
/// <param name="settings">How long it may take.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed partial class HandOver(
    IGrainFactory grains, ILocalSiloDetails silo, SiloSettings settings, TimeProvider time, ILogger<HandOver> logger) : IHostedService
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

    private async Task CheckpointAsync()
    {
        // By address: nothing keeps people from giving two silos one name.
        string address = silo.SiloAddress.ToString();
        SiloReport? own = (await grains.GetGrain<IInventoryGrain>(IInventoryGrain.Key).ListAsync()).FirstOrDefault(report => report.Address == address);
        if (own is not null)
            await Task.WhenAll(own.Jobs.Select(job => grains.GetGrain<IJobGrain>(job).CheckpointAsync()));
    }

    [LoggerMessage(2101, LogLevel.Information, "Not every job wrote a checkpoint before this silo stops; some rounds will be done again.")]
    private static partial void LogIncomplete(ILogger logger, Exception exception);
}
