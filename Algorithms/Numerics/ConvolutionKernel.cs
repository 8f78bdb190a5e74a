using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Starling.Algorithms.Numerics;

/// <summary>
/// Convolutions of minibatches whose samples are innermost: number (channel, row, column, sample) of n samples is at
/// ((channel * height + row) * width + column) * n + sample. So a row of an output, all its columns and samples, is one stretch of memory, and so is
/// what any tap of the kernel multiplies for it: a convolution is a product of matrices whose right-hand rows are views of the input, and nothing
/// is copied. Every result has the same bits whatever the width of the registers.
/// </summary>
internal static class ConvolutionKernel
{
    // As many taps at a time as keep their rows in the first-level cache; most rows are shared by the taps of a line.
    private const int DepthBlock = 256;

    /// <summary>out = b + W * in. A chain of fused multiply-adds from the bias on, over the taps in the order of the weight.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="count">n.</param>
    /// <param name="input">C * H * W * n numbers.</param>
    /// <param name="weight">O * C * K * K numbers.</param>
    /// <param name="bias">O numbers.</param>
    /// <param name="taps">The taps, fitted to n.</param>
    /// <param name="output">O * OH * OW * n numbers, overwritten.</param>
    public static void Forward<T>(
        in ConvolutionShape shape, int count, ReadOnlySpan<T> input, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, ConvolutionTaps taps, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(shape.InLength * count, input.Length, nameof(input));
        SpanChecks.SameLength(shape.WeightLength, weight.Length, nameof(weight));
        SpanChecks.SameLength(shape.OutChannels, bias.Length, nameof(bias));
        SpanChecks.SameLength(shape.OutLength * count, output.Length, nameof(output));
        int channel = shape.OutHeight * shape.OutWidth * count;
        for (int o = 0; o < bias.Length; o++)
            output.Slice(o * channel, channel).Fill(bias[o]);

        int columns = shape.OutWidth * count;
        if (Lanes.Has512<T>() && columns >= Vector512<T>.Count)
            Forward<Lanes512<T>, Vector512<T>, T>(shape, count, input, weight, taps, output);
        else if (Lanes.Has256<T>() && columns >= Vector256<T>.Count)
            Forward<Lanes256<T>, Vector256<T>, T>(shape, count, input, weight, taps, output);
        else if (Lanes.Has128<T>() && columns >= Vector128<T>.Count)
            Forward<Lanes128<T>, Vector128<T>, T>(shape, count, input, weight, taps, output);
        else
            Forward<ScalarLanes<T>, T, T>(shape, count, input, weight, taps, output);
    }

    /// <summary>Puts a weight into the order in which <see cref="InputGradient{T}"/> reads it: column, row of the kernel, output, channel.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="weight">O * C * K * K numbers.</param>
    /// <param name="turned">As many, overwritten.</param>
    public static void Turn<T>(in ConvolutionShape shape, ReadOnlySpan<T> weight, Span<T> turned)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(shape.WeightLength, weight.Length, nameof(weight));
        SpanChecks.SameLength(shape.WeightLength, turned.Length, nameof(turned));
        int area = shape.Kernel * shape.Kernel;
        int next = 0;
        for (int column = 0; column < shape.Kernel; column++)
        {
            for (int line = 0; line < shape.Kernel; line++)
            {
                int tap = (line * shape.Kernel) + column;
                for (int from = tap; from < weight.Length; from += area)
                    turned[next++] = weight[from];
            }
        }
    }

    /// <summary>
    /// The gradient with respect to the input. A chain of fused multiply-adds from 0 on, over columns of the kernel, rows of the kernel and outputs,
    /// the last fastest.
    /// </summary>
    /// <param name="shape">The shape.</param>
    /// <param name="count">n.</param>
    /// <param name="delta">O * OH * OW * n numbers: the gradient with respect to the output.</param>
    /// <param name="turned">The weight as <see cref="Turn{T}"/> has it.</param>
    /// <param name="taps">The taps, fitted to n.</param>
    /// <param name="below">C * H * W * n numbers, overwritten.</param>
    public static void InputGradient<T>(
        in ConvolutionShape shape, int count, ReadOnlySpan<T> delta, ReadOnlySpan<T> turned, ConvolutionTaps taps, Span<T> below)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SpanChecks.SameLength(shape.OutLength * count, delta.Length, nameof(delta));
        SpanChecks.SameLength(shape.WeightLength, turned.Length, nameof(turned));
        SpanChecks.SameLength(shape.InLength * count, below.Length, nameof(below));
        below.Clear();
        int columns = shape.OutWidth * count;
        if (Lanes.Has512<T>() && columns >= Vector512<T>.Count)
            InputGradient<Lanes512<T>, Vector512<T>, T>(shape, count, delta, turned, taps, below);
        else if (Lanes.Has256<T>() && columns >= Vector256<T>.Count)
            InputGradient<Lanes256<T>, Vector256<T>, T>(shape, count, delta, turned, taps, below);
        else if (Lanes.Has128<T>() && columns >= Vector128<T>.Count)
            InputGradient<Lanes128<T>, Vector128<T>, T>(shape, count, delta, turned, taps, below);
        else
            InputGradient<ScalarLanes<T>, T, T>(shape, count, delta, turned, taps, below);
    }

    /// <summary><see cref="Forward{T}"/> with registers of a chosen kind, onto what the output holds.</summary>
    internal static void Forward<TLanes, TVector, T>(
        in ConvolutionShape shape, int count, ReadOnlySpan<T> input, ReadOnlySpan<T> weight, ConvolutionTaps taps, Span<T> output)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = shape.OutWidth * count;
        nint channel = (nint)shape.OutHeight * columns;
        nint line = (nint)shape.InWidth * count;
        ReadOnlySpan<nint> offsets = taps.Offsets;
        for (int row = 0; row < shape.OutHeight; row++)
        {
            for (int tap = 0; tap < shape.Taps; tap += DepthBlock)
            {
                MatrixPanel<TLanes, TVector, T>.AddProduct(
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(weight), tap), shape.Taps, 1,
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(input), (row * line) + offsets[tap]), new ListedRows(in taps.Steps[tap]),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(output), (nint)row * columns), channel,
                    shape.OutChannels, Math.Min(DepthBlock, shape.Taps - tap), columns);
            }
        }
    }

    /// <summary><see cref="InputGradient{T}"/> with registers of a chosen kind, onto what is there.</summary>
    internal static void InputGradient<TLanes, TVector, T>(
        in ConvolutionShape shape, int count, ReadOnlySpan<T> delta, ReadOnlySpan<T> turned, ConvolutionTaps taps, Span<T> below)
        where TLanes : ILanes<TVector, T>
        where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = shape.OutWidth * count;
        nint belowChannel = (nint)shape.InHeight * shape.InWidth * count;
        int reached = Math.Min(shape.InHeight, shape.OutHeight + shape.Kernel - 1);
        for (int column = 0; column < shape.Kernel; column++)
        {
            // Rows innermost: what one product stores, the next does not load.
            for (int row = 0; row < reached; row++)
            {
                int first = Math.Max(0, row - shape.OutHeight + 1);
                int lines = Math.Min(shape.Kernel - 1, row) - first + 1;
                MatrixPanel<TLanes, TVector, T>.AddProduct(
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(turned), ((column * shape.Kernel) + first) * shape.OutChannels * shape.InChannels),
                    1, shape.InChannels,
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(delta), ((nint)row - first) * columns),
                    new ListedRows(in taps.StepsBack[first * shape.OutChannels]),
                    ref Unsafe.Add(ref MemoryMarshal.GetReference(below), (((nint)row * shape.InWidth) + column) * count), belowChannel,
                    shape.InChannels, lines * shape.OutChannels, columns);
            }
        }
    }
}
