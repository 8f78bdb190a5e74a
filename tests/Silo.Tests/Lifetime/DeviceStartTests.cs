using Microsoft.Extensions.Logging;
using Starling.Algorithms.Accelerators;
using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Errors;
using Starling.Grains.Runtime;
using Starling.Silo.Lifetime;
using Xunit;

namespace Starling.Silo.Tests.Lifetime;

public sealed class DeviceStartTests
{
    [Theory]
    [InlineData(AcceleratorKind.Auto)]
    [InlineData(AcceleratorKind.None)]
    public async Task What_was_chosen_is_told_once_when_the_silo_starts(AcceleratorKind kind)
    {
        var logger = new ListLogger();
        using AggregationDevice device = DeviceStart.Of(kind, logger);
        Assert.Empty(logger.Entries);

        await new DeviceStart(device).StartAsync(TestContext.Current.CancellationToken);
        _ = device.Accelerator;

        Assert.StartsWith("Aggregation runs on ", Assert.Single(logger.Entries, entry => entry.Level == LogLevel.Information).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_must_have_a_device_does_not_start_without_one()
    {
        using CudaDevice? there = CudaDevice.TryOpen(0, out _);
        Assert.SkipWhen(there is not null, "There is a CUDA device on this machine.");
        using AggregationDevice device = DeviceStart.Of(AcceleratorKind.Cuda, new ListLogger());

        var refusal = await Assert.ThrowsAsync<StarlingException>(() => new DeviceStart(device).StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ErrorCatalog.NoAccelerator, refusal.Error);
    }
}
