using System.Numerics;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// An algorithm without rounds: a node reacts to two kinds of events, a gradient of its own and a swap with one neighbour, and may drift in
/// between. Neither waits for the other. Virtual time and live clocks drive the same code; an instance is immutable and serves all nodes.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public interface IEventAlgorithm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>What a node keeps and sends.</summary>
    NodeVectors Vectors { get; }

    /// <summary>Events of the gradient clock of a node in a unit of time; 0 where gradients belong to the swaps.</summary>
    double GradientRate { get; }

    /// <summary>Gradients of f_i or of its conjugate that a node computes for a swap.</summary>
    int GradientsPerSwap { get; }

    /// <summary>Sets a new state, all zeros, to the beginning.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="start">x0, d numbers.</param>
    void Start(NodeState<T> state, ReadOnlySpan<T> start);

    /// <summary>Follows the flow up to a time, which becomes the state's. No neighbour is needed for it.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="time">Not before the state's time.</param>
    void Advance(NodeState<T> state, double time);

    /// <summary>Where the node wants its next gradient: one of its vectors, or made in the scratch memory.</summary>
    /// <param name="state">The node's state, advanced to the time of the event.</param>
    ReadOnlySpan<T> GradientPoint(NodeState<T> state);

    /// <summary>The jump of a gradient event. Computing takes time on live clocks: the state may have gone on since the point was taken.</summary>
    /// <param name="state">The node's state, advanced to the time of the event.</param>
    /// <param name="gradient">d numbers; may be overwritten.</param>
    void ApplyGradient(NodeState<T> state, Span<T> gradient);

    /// <summary>Writes what the node sends for a swap.</summary>
    /// <param name="state">The node's state, advanced to the time of the event.</param>
    /// <param name="oracle">The node's function.</param>
    /// <param name="message">As many vectors as a message carries, one behind the other, overwritten.</param>
    void Compose(NodeState<T> state, INodeOracle<T> oracle, Span<T> message);

    /// <summary>
    /// The jump of a swap at one end. It depends on the edge and on the difference of the two messages alone, and is linear in it: either end may apply
    /// its half when it comes to it, and several halves as one.
    /// </summary>
    /// <param name="state">The node's state, advanced to the time at which it applies its half.</param>
    /// <param name="edge">The number of the edge in the graph.</param>
    /// <param name="own">What this node sent.</param>
    /// <param name="theirs">What the neighbour sent.</param>
    void Apply(NodeState<T> state, int edge, ReadOnlySpan<T> own, ReadOnlySpan<T> theirs);

    /// <summary>As <see cref="Advance(NodeState{T}, double)"/>, to the same bits, while the memory of a node that has the next event is brought near.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="time">Not before the state's time.</param>
    /// <param name="coming">The state that is needed next; null for none.</param>
    void Advance(NodeState<T> state, double time, NodeState<T>? coming) => Advance(state, time);

    /// <summary>
    /// Does a swap that takes no time, with the flow before it, at both ends at once: to the same bits as advancing, composing and applying. For
    /// algorithms that can do so in one pass over the states; the others leave it to the caller.
    /// </summary>
    /// <param name="i">The state of one end.</param>
    /// <param name="j">The state of the other end.</param>
    /// <param name="time">Not before the time of either.</param>
    /// <param name="comingI">A state that is needed next and is to be brought near meanwhile; null for none.</param>
    /// <param name="comingJ">Another one.</param>
    /// <returns>Whether it is done; otherwise nothing is.</returns>
    bool TrySwap(NodeState<T> i, NodeState<T> j, double time, NodeState<T>? comingI, NodeState<T>? comingJ) => false;

    /// <summary>Writes x_i.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="oracle">The node's function.</param>
    /// <param name="destination">d numbers, overwritten.</param>
    void Estimate(NodeState<T> state, INodeOracle<T> oracle, Span<T> destination) => state[Vectors.Estimate].CopyTo(destination);

    /// <summary>Whether the flow, gradients and swaps leave a sum over the nodes at zero: <see cref="Conserved"/>.</summary>
    bool Conserves => false;

    /// <summary>Writes c_i with sum_i c_i = 0, whenever both ends of every swap have applied their halves, be it at different times.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="destination">d numbers, overwritten.</param>
    /// <exception cref="NotSupportedException">There is nothing of the kind.</exception>
    void Conserved(NodeState<T> state, Span<T> destination) => throw new NotSupportedException("This algorithm conserves nothing.");
}
