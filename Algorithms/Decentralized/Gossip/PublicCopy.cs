using System.Numerics;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// Gossip over public copies of a vector v, for compressed messages. A node keeps vhat_i, which its neighbours know too, and behind it the gap
/// e_i = sum_j W_ij vhat_j - vhat_i. Both go on from decoded messages alone, the node's own among them, so that they never drift apart. The gap is kept
/// rather than the sum because it becomes small: its rounding errors, which move the mean of v in every step, do too.
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

    /// <summary>vhat += q_i; e += sum_j W_ij q_j - q_i.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="copy">The number of vhat; e is the one behind it.</param>
    /// <param name="own">q_i, the node's own message as it was decoded.</param>
    /// <param name="mixed">sum_j W_ij q_j.</param>
    public static void Refresh(NodeState<T> state, int copy, ReadOnlySpan<T> own, ReadOnlySpan<T> mixed)
    {
        VectorKernels.Add(state[copy], own, state[copy]);
        TripleKernel<AddDifferenceOperation>.Run(state[copy + 1], mixed, own, state[copy + 1]);
    }

    /// <summary>v += gamma e.</summary>
    /// <param name="state">The node's state.</param>
    /// <param name="vector">The number of v.</param>
    /// <param name="copy">The number of vhat; e is the one behind it.</param>
    /// <param name="gamma">gamma.</param>
    public static void Mix(NodeState<T> state, int vector, int copy, T gamma) =>
        VectorKernels.Axpy(gamma, state[copy + 1], state[vector]);
}
