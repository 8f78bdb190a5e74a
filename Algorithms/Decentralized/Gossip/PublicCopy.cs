using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// Gossip over public copies of a vector v, for compressed messages. A node and its neighbours keep vhat_i, which goes on from decoded messages alone, the node's
/// own among them, so that they never drift apart (<see cref="IGossipAlgorithm{T}.PublicCopy"/>).
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
internal static class PublicCopy<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The message v - vhat, before compression.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="vector">The number of v.</param>
    /// <param name="copy">The number of vhat.</param>
    /// <param name="message">d numbers, overwritten.</param>
    public static void Difference(NodeState<T> state, int vector, int copy, Span<T> message) =>
        VectorKernels.Subtract(state[vector], state[copy], message);

    /// <summary>v += gamma sum_j W_ij (vhat_j - vhat_i).</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="vector">The number of v.</param>
    /// <param name="gap">The sum.</param>
    /// <param name="gamma">gamma.</param>
    public static void Mix(NodeState<T> state, int vector, ReadOnlySpan<T> gap, T gamma) => VectorKernels.Axpy(gamma, gap, state[vector]);
}
