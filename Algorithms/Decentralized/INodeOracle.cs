using System.Numerics;

namespace Starling.Algorithms.Decentralized;

/// <summary>What a node can be asked about its own function f_i. It belongs to one node and is used by one thread at a time.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public interface INodeOracle<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>d.</summary>
    int Dimension { get; }

    /// <summary>Whether <see cref="Conjugate"/> can be asked.</summary>
    bool HasConjugate { get; }

    /// <summary>The gradient of f_i, or of a minibatch of it, or with noise: what is drawn depends on the number alone.</summary>
    /// <param name="point">d numbers; must not overlap the gradient.</param>
    /// <param name="number">How many gradients the node asked for before.</param>
    /// <param name="gradient">d numbers, overwritten.</param>
    void Gradient(ReadOnlySpan<T> point, long number, Span<T> gradient);

    /// <summary>The gradient of the conjugate, grad f_i^*(v) = argmin_x f_i(x) - &lt;v, x&gt;, which dual methods work with.</summary>
    /// <param name="dual">v, d numbers; may be the same span as the result.</param>
    /// <param name="point">d numbers, overwritten.</param>
    /// <exception cref="NotSupportedException">There is no closed form of it.</exception>
    void Conjugate(ReadOnlySpan<T> dual, Span<T> point);
}
