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

    /// <summary>Makes ready for <see cref="Backward"/> with the same parameters.</summary>
    public void Prepare(ReadOnlySpan<T> parameters, ConvolutionScratch<T> scratch) =>
        ConvolutionKernel.Turn(shape, parameters.Slice(start, shape.WeightLength), scratch.Turned);

    /// <summary>From the inputs to the maxima.</summary>
    /// <param name="parameters">All parameters.</param>
    /// <param name="input">The inputs.</param>
    /// <param name="scratch">This layer's memory.</param>
    /// <param name="samples">Which samples of the minibatch.</param>
    public void Forward(ReadOnlySpan<T> parameters, ReadOnlySpan<T> input, ConvolutionScratch<T> scratch, SampleBlock samples)
    {
        scratch.Taps.Fit(samples.Count);
        Span<T> values = scratch.Values(samples);
        ConvolutionKernel.Forward(
            shape, samples.Count, input, parameters.Slice(start, shape.WeightLength), parameters.Slice(BiasStart, shape.OutChannels), scratch.Taps, values);
        PoolingKernel.Forward(values, shape.OutWidth, samples.Count, scratch.Pooled(samples));
    }

    /// <summary>From the gradient with respect to the maxima, which is overwritten, to the others.</summary>
    /// <param name="input">The inputs.</param>
    /// <param name="gradient">All of the gradient with respect to the parameters; the first block overwrites this layer's part, the others add to it.</param>
    /// <param name="scratch">This layer's memory.</param>
    /// <param name="below">The gradient with respect to the inputs, overwritten; empty where it is not wanted.</param>
    /// <param name="samples">Which samples of the minibatch.</param>
    public void Backward(ReadOnlySpan<T> input, Span<T> gradient, ConvolutionScratch<T> scratch, Span<T> below, SampleBlock samples)
    {
        scratch.Taps.Fit(samples.Count);
        Span<T> values = scratch.Values(samples);
        Span<T> delta = scratch.Delta(samples);
        PoolingKernel.Backward(values, shape.OutWidth, samples.Count, scratch.Pooled(samples), delta);

        // Of the outputs that a maximum is of, one has all the gradient: the sum over maxima is that over outputs.
        bool accumulate = samples.First > 0;
        ConvolutionWeightKernel.Sum(delta, gradient.Slice(BiasStart, shape.OutChannels), accumulate);
        ConvolutionWeightKernel.WeightGradient(
            shape, samples.Count, input, values, scratch.Taps, gradient.Slice(start, shape.WeightLength), accumulate);
        if (!below.IsEmpty)
            ConvolutionKernel.InputGradient<T>(shape, samples.Count, values, scratch.Turned, scratch.Taps, below);
    }

    private int BiasStart => start + shape.WeightLength;
}

/// <summary>Samples of a minibatch that convolutions take at a time, with the samples innermost within the block.</summary>
/// <param name="First">The first sample.</param>
/// <param name="Count">How many.</param>
internal readonly record struct SampleBlock(int First, int Count)
{
    /// <summary>
    /// The most samples of a block: what a block is made of stays in the caches, rows of whole registers, and no large power of two between
    /// rows. It is part of the order of the sums.
    /// </summary>
    public const int Most = 8;

    /// <summary>The block that starts at a sample.</summary>
    public static SampleBlock At(int first, int samples) => new(first, Math.Min(Most, samples - first));

    /// <summary>The block's part of numbers that lie block after block.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="length">How many a sample has.</param>
    public Span<T> Of<T>(Span<T> numbers, int length) => numbers.Slice(First * length, Count * length);
}

/// <summary>What a <see cref="ConvolutionLayer{T}"/> keeps of a minibatch, block after block.</summary>
internal sealed class ConvolutionScratch<T>(ConvolutionLayer<T> layer, int batchSize)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly VectorBuffer<T> values = new(checked(layer.Shape.OutLength * batchSize));
    private readonly VectorBuffer<T> pooled = new(checked(layer.PooledLength * batchSize));
    private readonly VectorBuffer<T> delta = new(checked(layer.PooledLength * batchSize));

    /// <summary>The taps of the convolution.</summary>
    public ConvolutionTaps Taps { get; } = new(layer.Shape);

    /// <summary>The weight in the order in which gradients go back through it.</summary>
    public T[] Turned { get; } = new T[layer.Shape.WeightLength];

    /// <summary>The outputs of the convolution, later the gradient with respect to them.</summary>
    public Span<T> Values(SampleBlock samples) => samples.Of(values.Span, layer.Shape.OutLength);

    /// <summary>The maxima.</summary>
    public Span<T> Pooled(SampleBlock samples) => samples.Of(pooled.Span, layer.PooledLength);

    /// <summary>The gradient with respect to the maxima.</summary>
    public Span<T> Delta(SampleBlock samples) => samples.Of(delta.Span, layer.PooledLength);
}
