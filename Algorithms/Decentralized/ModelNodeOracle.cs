using System.Numerics;
using Starling.Algorithms.Models;

namespace Starling.Algorithms.Decentralized;

/// <summary>A node's share of training: gradients of a model's mean loss over minibatches of the node's own samples.</summary>
/// <typeparam name="T">The element type.</typeparam>
/// <param name="oracle">The node's samples and the model.</param>
/// <param name="minibatches">Which samples a gradient takes.</param>
internal sealed class ModelNodeOracle<T>(ILocalOracle<T> oracle, NodeMinibatches minibatches) : INodeOracle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public int Dimension => oracle.Dimension;

    /// <inheritdoc/>
    public bool HasConjugate => false;

    /// <inheritdoc/>
    public void Gradient(ReadOnlySpan<T> point, long number, Span<T> gradient) => oracle.Gradient(point, minibatches.Of(number), gradient);

    /// <inheritdoc/>
    public void Conjugate(ReadOnlySpan<T> dual, Span<T> point) => throw new NotSupportedException("A model has no conjugate.");
}
