namespace Starling.Algorithms.Accelerators;

/// <summary>Which device does the large work of aggregations.</summary>
public enum AcceleratorKind
{
    /// <summary>A CUDA device where there is one, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    None,

    /// <summary>A CUDA device; without one the silo does not start.</summary>
    Cuda,
}
