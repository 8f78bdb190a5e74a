namespace Starling.Algorithms.Accelerators.Cuda;

/// <summary>A function of the driver or of the compiler for devices failed.</summary>
/// <param name="message">Which function, and what it says.</param>
/// <param name="innerException">What caused it, if anything did.</param>
public sealed class CudaException(string message, Exception? innerException = null) : Exception(message, innerException);
