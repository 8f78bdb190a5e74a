using System.Numerics;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// An algorithm in steps that all nodes take together. A step has one or more exchanges: every node composes a message from its own state, all
/// neighbours get it, and everybody goes on from a weighted sum of the messages of its neighbours and its own. An instance is immutable and serves
/// all nodes.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public interface IGossipAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What a node keeps and sends in an exchange.</summary>
    NodeVectors Vectors { get; }

    /// <summary>The exchanges of a step; inner rounds of gossip among them.</summary>
    int Exchanges { get; }

    /// <summary>Gradients, of f_i or of its conjugate, that a node computes in a step.</summary>
    int GradientsPerStep { get; }

    /// <summary>Which matrix the messages of an exchange are summed with.</summary>
    GossipWeights Weights { get; }

    /// <summary>Whether messages may be compressed: everybody, the sender too, then goes on from the decoded message.</summary>
    bool CompressesMessages { get; }

    /// <summary>
    /// The vector vhat of which messages are changes, vhat_i += m_i, at the node and at its neighbours; -1 where a message stands for itself. With one, what is
    /// summed are these public copies, as they are after the change: sum_j W_ij (vhat_j - vhat_i).
    /// </summary>
    /// <remarks>
    /// Adding the changes up instead, sum_j W_ij m_j - m_i, would be the same in exact arithmetic. In single precision its rounding errors stay in the sum for good
    /// and move the mean of all nodes again in every step: after some ten thousand steps they are larger than the gradients.
    /// </remarks>
    /// <param name="exchange">The number of the exchange within its step, from 0.</param>
    int PublicCopy(int exchange) => -1;

    /// <summary>Sets a new state, all zeros, to the beginning.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="oracle">The node's function.</param>
    /// <param name="start">x0, d numbers.</param>
    void Start(NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> start);

    /// <summary>The node's work before an exchange, up to its message.</summary>
    /// <param name="exchange">The number of the exchange within its step, from 0.</param>
    /// <param name="state">The node's state.</param>
    /// <param name="oracle">The node's function; gradients are numbered by <see cref="NodeState{T}.Gradients"/>, which the algorithm counts up.</param>
    /// <param name="message">As many vectors as a message carries, one behind the other, overwritten.</param>
    void Compose(int exchange, NodeState<T> state, INodeOracle<T> oracle, Span<T> message);

    /// <summary>The node's work after an exchange.</summary>
    /// <param name="exchange">The number of the exchange within its step, from 0.</param>
    /// <param name="state">The node's state.</param>
    /// <param name="oracle">The node's function.</param>
    /// <param name="own">What this node sent, as its neighbours decoded it.</param>
    /// <param name="mixed">
    /// sum_j W_ij m_j over the neighbours and the node itself, of the decoded messages; with a <see cref="PublicCopy"/> sum_j W_ij (vhat_j - vhat_i).
    /// </param>
    void Receive(int exchange, NodeState<T> state, INodeOracle<T> oracle, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed);

    /// <summary>Writes x_i.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="oracle">The node's function.</param>
    /// <param name="destination">d numbers, overwritten.</param>
    void Estimate(NodeState<T> state, INodeOracle<T> oracle, Span<T> destination) => state[Vectors.Estimate].CopyTo(destination);
}

/// <summary>The matrix that the messages of an exchange are summed with.</summary>
public enum GossipWeights
{
    /// <summary>W, the mixing matrix of the run: rows sum to 1.</summary>
    Mixing,

    /// <summary>Lap, the Laplacian of the graph without weights: rows sum to 0.</summary>
    Laplacian,
}
