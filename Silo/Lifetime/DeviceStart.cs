using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Starling.Algorithms.Accelerators;
using Starling.Grains.Runtime;

namespace Starling.Silo.Lifetime;

/// <summary>Opens the device for aggregations when the silo starts, so that what is chosen is told then, and a device that is missing is met then.</summary>
/// <param name="device">The device.</param>
internal sealed partial class DeviceStart(AggregationDevice device) : IHostedService
{
    /// <summary>The device that a setting asks for.</summary>
    /// <param name="kind">The setting.</param>
    /// <param name="logger">Told what was chosen.</param>
    public static AggregationDevice Of(AcceleratorKind kind, ILogger logger) => new(() => AcceleratorChoice.Open(kind, line => LogDevice(logger, line)));

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = device.Accelerator;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
    private static partial void LogDevice(ILogger logger, string line);
}
