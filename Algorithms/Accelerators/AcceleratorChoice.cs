using Starling.Algorithms.Accelerators.Cuda;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Accelerators;

/// <summary>Opens the device that was asked for.</summary>
public static class AcceleratorChoice
{
    /// <summary>Opens it; null for the processor alone.</summary>
    /// <param name="kind">What was asked for.</param>
    /// <param name="log">Told in one line what was chosen, and later if the device fails.</param>
    /// <exception cref="StarlingException">STAR0113: a device was asked for and there is none.</exception>
    public static IAccelerator? Open(AcceleratorKind kind, Action<string> log)
    {
        if (kind == AcceleratorKind.None)
        {
            log("Aggregation runs on the processor, as configured.");
            return null;
        }

        if (CudaDevice.TryOpen(0, out string reason) is { } device)
        {
            var accelerator = new CudaAccelerator(device, log);
            log($"Aggregation runs on {accelerator.Description} where that is faster, else on the processor.");
            return accelerator;
        }

        if (kind == AcceleratorKind.Cuda)
            throw new StarlingException(ErrorCatalog.NoAccelerator, $"A CUDA device was asked for: {reason}.");

        log($"Aggregation runs on the processor: {reason}.");
        return null;
    }
}
