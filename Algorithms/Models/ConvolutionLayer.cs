using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>
/// A convolution without padding, a rectifier and a 2 x 2 maximum. The samples of its numbers are innermost (<see cref="ConvolutionKernel"/>).
/// Weight [outputs, inputs, rows, columns], then bias.
/// </summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="shape">The convolution; heights and widths of outputs are even.</param>
/// <param name="start">Where the parameters start in the flat vector.</param>
internal sealed class ConvolutionLayer<T>(ConvolutionShape shape, int start)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The convolution.</summary>
    public ConvolutionShape Shape => shape;

    /// <summary>The numbers that a sample has behind the maximum.</summary>
    public int PooledLength => shape.OutLength / (PoolingKernel.Window * PoolingKernel.Window);

    /// <summary>From the inputs to the maxima.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="input">The inputs.</param>
    /// <param name="scratch">This layer's memory.</param>
    /// <param name="count">n.</param>
    public void Forward(ReadOnlySpan<T> parameters, ReadOnlySpan<T> input, ConvolutionScratch<T> scratch, int count)
    {
        scratch.Taps.Fit(count);
        Span<T> values = scratch.Values(count);
        ConvolutionKernel.Forward(shape, count, input, Weight(parameters), Bias(parameters), scratch.Taps, values);
        PoolingKernel.Forward(values, shape.OutWidth, count, scratch.Pooled(count));
    }

    /// <summary>From the gradient with respect to the maxima, which is overwritten, to the others.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="input">The inputs.</param>
    /// <param name="gradient">All of the gradient with respect to the parameters; this layer's part is overwritten.</param>
    /// <param name="scratch">This layer's memory.</param>
    /// <param name="below">The gradient with respect to the inputs, overwritten; empty where it is not wanted.</param>
    /// <param name="count">n.</param>
    public void Backward(
        ReadOnlySpan<T> parameters, ReadOnlySpan<T> input, Span<T> gradient, ConvolutionScratch<T> scratch, Span<T> below, int count)
    {
        Span<T> values = scratch.Values(count);
        Span<T> delta = scratch.Delta(count);
        PoolingKernel.Backward(values, shape.OutWidth, count, scratch.Pooled(count), delta);

        // Of the outputs that a maximum is of, one has all the gradient: the sum over maxima is that over outputs.
        ConvolutionWeightKernel.Sum(delta, gradient.Slice(start + shape.WeightLength, shape.OutChannels));
        ConvolutionWeightKernel.WeightGradient(shape, count, input, values, scratch.Taps, gradient.Slice(start, shape.WeightLength));
        if (!below.IsEmpty)
            ConvolutionKernel.InputGradient(shape, count, values, Weight(parameters), below);
    }

    private ReadOnlySpan<T> Weight(ReadOnlySpan<T> parameters) => parameters.Slice(start, shape.WeightLength);

    private ReadOnlySpan<T> Bias(ReadOnlySpan<T> parameters) => parameters.Slice(start + shape.WeightLength, shape.OutChannels);
}

/// <summary>What a <see cref="ConvolutionLayer{T}"/> keeps of a minibatch.</summary>
internal sealed class ConvolutionScratch<T>(ConvolutionLayer<T> layer, int batchSize)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly VectorBuffer<T> values = new(checked(layer.Shape.OutLength * batchSize));
    private readonly VectorBuffer<T> pooled = new(checked(layer.PooledLength * batchSize));
    private readonly VectorBuffer<T> delta = new(checked(layer.PooledLength * batchSize));

    /// <summary>The taps of the convolution.</summary>
    public ConvolutionTaps Taps { get; } = new(layer.Shape);

    /// <summary>The outputs of the convolution, later the gradient with respect to them.</summary>
    public Span<T> Values(int count) => values.Span[..(layer.Shape.OutLength * count)];

    /// <summary>The maxima.</summary>
    public Span<T> Pooled(int count) => pooled.Span[..(layer.PooledLength * count)];

    /// <summary>The gradient with respect to the maxima.</summary>
    public Span<T> Delta(int count) => delta.Span[..(layer.PooledLength * count)];
}
