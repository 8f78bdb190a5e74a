using System.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>The activations and their gradients of <see cref="DenseLayers{T}"/>.</summary>
internal sealed class DenseWorkspace<T> : ClassifierWorkspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] sizes;
    private readonly T[][] activations;
    private readonly T[][] deltas;

    /// <summary>Makes room.</summary>
    /// <param name="sizes">The number of inputs, and of units of every layer.</param>
    /// <param name="batchSize">The most samples.</param>
    /// <param name="inputDelta">Whether the gradient with respect to the inputs is wanted, by layers below.</param>
    public DenseWorkspace(int[] sizes, int batchSize, bool inputDelta = false)
        : base(batchSize, sizes[^1])
    {
        this.sizes = sizes;
        HasInputDelta = inputDelta;
        activations = Array.ConvertAll(sizes, size => new T[checked(size * batchSize)]);
        deltas = [.. sizes.Select((size, layer) => HasDelta(layer) ? new T[size * batchSize] : [])];
        int[] weightLengths = [.. Enumerable.Range(0, sizes.Length - 1).Where(HasDelta).Select(layer => sizes[layer] * sizes[layer + 1])];
        Transposed = new T[weightLengths.Append(0).Max()];
    }

    /// <summary>Whether there is room for the gradient with respect to the inputs.</summary>
    public bool HasInputDelta { get; }

    /// <summary>Room for the transpose of any weight that a gradient goes back through.</summary>
    public T[] Transposed { get; }

    public bool Fits(ReadOnlySpan<int> wanted) => wanted.SequenceEqual(sizes);

    /// <inheritdoc/>
    public override Span<T> Features(int count) => Activation(0, count);

    /// <inheritdoc/>
    public override Span<T> Logits(int count) => Activation(sizes.Length - 1, count);

    /// <summary>The inputs of a layer, one row a sample; those past the last layer are the logits.</summary>
    public Span<T> Activation(int layer, int count) => activations[layer].AsSpan(0, sizes[layer] * count);

    /// <summary>The gradient with respect to a layer's inputs, before the rectifier of the layer below.</summary>
    public Span<T> Delta(int layer, int count) => deltas[layer].AsSpan(0, sizes[layer] * count);

    private bool HasDelta(int layer) => layer < sizes.Length - 1 && (layer > 0 || HasInputDelta);
}
