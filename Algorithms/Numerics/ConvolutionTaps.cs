namespace Starling.Algorithms.Numerics;

/// <summary>
/// Where the taps (channel, row, column of a kernel) of a convolution find their input: distances inside a minibatch whose samples are innermost.
/// It belongs to one thread, and is computed anew only when the size of the minibatch changes.
/// </summary>
/// <param name="shape">The convolution.</param>
internal sealed class ConvolutionTaps(ConvolutionShape shape)
{
    private readonly nint[] offsets = new nint[shape.Taps];
    private readonly nint[] steps = new nint[shape.Taps];
    private readonly nint[] stepsBack = new nint[shape.Kernel * shape.OutChannels];
    private int count;

    /// <summary>The distance of every tap from the first.</summary>
    public ReadOnlySpan<nint> Offsets => offsets;

    /// <summary>The distance from every tap to the next; 0 after the last.</summary>
    public ReadOnlySpan<nint> Steps => steps;

    /// <summary>
    /// The distances between the numbers of the output that meet in a number of the input: from output to output, then up to the row that the next row of
    /// the kernel sees.
    /// </summary>
    public ReadOnlySpan<nint> StepsBack => stepsBack;

    /// <summary>Sets the number of samples.</summary>
    public void Fit(int samples)
    {
        if (samples == count)
            return;

        count = samples;
        for (int tap = 0; tap < offsets.Length; tap++)
        {
            (int line, int column) = Math.DivRem(tap, shape.Kernel);
            (int channel, int row) = Math.DivRem(line, shape.Kernel);
            offsets[tap] = ((nint)((channel * shape.InHeight) + row) * shape.InWidth + column) * samples;
            if (tap > 0)
                steps[tap - 1] = offsets[tap] - offsets[tap - 1];
        }

        nint columns = (nint)shape.OutWidth * samples;
        nint nextOutput = shape.OutHeight * columns;
        for (int i = 0; i < stepsBack.Length; i++)
            stepsBack[i] = (i + 1) % shape.OutChannels == 0 ? -((shape.OutChannels - 1) * nextOutput) - columns : nextOutput;
    }
}
