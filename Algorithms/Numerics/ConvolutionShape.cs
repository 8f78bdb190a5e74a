namespace Starling.Algorithms.Numerics;

/// <summary>
/// A convolution without padding, step 1, square kernels: in [C, H, W], weights [O, C, K, K], out [O, OH, OW]. OH and OW are at most H - K + 1 and
/// W - K + 1; less where what follows has no use for the last row or column.
/// </summary>
/// <param name="InChannels">C.</param>
/// <param name="InHeight">H.</param>
/// <param name="InWidth">W.</param>
/// <param name="OutChannels">O.</param>
/// <param name="Kernel">K.</param>
/// <param name="OutHeight">OH.</param>
/// <param name="OutWidth">OW.</param>
internal readonly record struct ConvolutionShape(
    int InChannels, int InHeight, int InWidth, int OutChannels, int Kernel, int OutHeight, int OutWidth)
{
    /// <summary>The numbers of an output's weight: C * K * K.</summary>
    public int Taps => InChannels * Kernel * Kernel;

    /// <summary>The numbers of the weight.</summary>
    public int WeightLength => OutChannels * Taps;

    /// <summary>The numbers of a sample's input.</summary>
    public int InLength => InChannels * InHeight * InWidth;

    /// <summary>The numbers of a sample's output.</summary>
    public int OutLength => OutChannels * OutHeight * OutWidth;
}
