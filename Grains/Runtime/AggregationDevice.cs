using Starling.Algorithms.Accelerators;

namespace Starling.Grains.Runtime;

/// <summary>The device that the shards of a silo share for their aggregations, opened when it is first looked for. Silos of one process share one.</summary>
/// <param name="open">Opens it; null for the processor alone.</param>
public sealed class AggregationDevice(Func<IAccelerator?> open) : IDisposable
{
    private readonly Lazy<IAccelerator?> opened = new(open);

    /// <summary>The device; null where the processor does everything.</summary>
    public IAccelerator? Accelerator => opened.Value;

    /// <summary>Closes the device, if it was opened.</summary>
    public void Dispose()
    {
        if (opened.IsValueCreated)
            opened.Value?.Dispose();
    }
}
