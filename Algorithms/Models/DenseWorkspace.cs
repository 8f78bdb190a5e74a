using System.Numerics;

namespace Starling.Algorithms.Models;

/// <summary>The activations and their gradients of a <see cref="DenseNetwork{T}"/>.</summary>
internal sealed class DenseWorkspace<T> : ModelWorkspace<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int[] sizes;
    private readonly T[][] activations;
    private readonly T[][] deltas;

    public DenseWorkspace(int[] sizes, int batchSize)
    {
        this.sizes = sizes;
        BatchSize = batchSize;
        activations = Array.ConvertAll(sizes, size => new T[checked(size * batchSize)]);
        deltas = [.. sizes.Select((size, layer) => IsHidden(layer) ? new T[size * batchSize] : [])];
        Labels = new int[batchSize];
        Exponentials = new double[checked(sizes[^1] * batchSize)];
        int[] weightLengths = [.. Enumerable.Range(1, sizes.Length - 2).Select(layer => sizes[layer] * sizes[layer + 1])];
        Transposed = new T[weightLengths.Append(0).Max()];
    }

    /// <inheritdoc/>
    public override int BatchSize { get; }

    /// <summary>The labels of the minibatch.</summary>
    public int[] Labels { get; }

    /// <summary>One number a sample and class.</summary>
    public double[] Exponentials { get; }

    /// <summary>Room for the transpose of any weight but the first.</summary>
    public T[] Transposed { get; }

    public bool Fits(ReadOnlySpan<int> wanted) => wanted.SequenceEqual(sizes);

    /// <summary>The inputs of a layer, one row a sample; those past the last layer are the logits.</summary>
    public Span<T> Activation(int layer, int count) => activations[layer].AsSpan(0, sizes[layer] * count);

    /// <summary>The gradient with respect to a hidden layer, before its rectifier.</summary>
    public Span<T> Delta(int layer, int count) => deltas[layer].AsSpan(0, sizes[layer] * count);

    private bool IsHidden(int layer) => layer > 0 && layer < sizes.Length - 1;
}
