using System.Numerics;
using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>Carries out events of a network in memory, with what a thread needs for it.</summary>
/// <typeparam name="T">The element type of the run.</typeparam>
/// <param name="algorithm">The algorithm.</param>
/// <param name="nodes">The nodes; an event changes its own.</param>
/// <param name="oracles">f_i of every node.</param>
/// <param name="dimension">d.</param>
internal sealed class EventWorker<T>(IEventAlgorithm<T> algorithm, NodeState<T>[] nodes, INodeOracle<T>[] oracles, int dimension)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[] gradient = new T[dimension];
    private readonly T[] first = new T[algorithm.Vectors.PerMessage * dimension];
    private readonly T[] second = new T[algorithm.Vectors.PerMessage * dimension];

    /// <summary>A gradient at a node.</summary>
    /// <param name="now">The event.</param>
    /// <param name="coming">A state that is needed next, to be brought near meanwhile; null for none.</param>
    public void Gradient(NetworkEvent now, NodeState<T>? coming)
    {
        NodeState<T> node = nodes[now.Index];
        algorithm.Advance(node, now.Time, coming);
        oracles[now.Index].Gradient(algorithm.GradientPoint(node), node.Gradients, gradient);
        algorithm.ApplyGradient(node, gradient);
        node.Gradients++;
    }

    /// <summary>A swap on an edge.</summary>
    /// <param name="now">The event.</param>
    /// <param name="edge">The edge.</param>
    /// <param name="comingFirst">A state that is needed next, to be brought near meanwhile; null for none.</param>
    /// <param name="comingSecond">Another one.</param>
    public void Swap(NetworkEvent now, Edge edge, NodeState<T>? comingFirst, NodeState<T>? comingSecond)
    {
        NodeState<T> i = nodes[edge.I];
        NodeState<T> j = nodes[edge.J];
        if (algorithm.TrySwap(i, j, now.Time, comingFirst, comingSecond))
            return;

        algorithm.Advance(i, now.Time);
        algorithm.Advance(j, now.Time);
        algorithm.Compose(i, oracles[edge.I], first);
        algorithm.Compose(j, oracles[edge.J], second);
        algorithm.Apply(i, now.Index, first, second);
        algorithm.Apply(j, now.Index, second, first);
    }
}
