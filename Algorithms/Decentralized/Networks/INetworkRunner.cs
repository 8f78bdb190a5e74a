using System.Numerics;
using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Decentralized.Networks;

/// <summary>
/// A network of nodes in memory that is taken from round to round: a step of all nodes, or a unit of virtual time in which every node has one gradient
/// on average.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public interface INetworkRunner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The graph; of several that follow one another the one of now.</summary>
    Graph Graph { get; }

    /// <summary>The nodes.</summary>
    IReadOnlyList<NodeState<T>> Nodes { get; }

    /// <summary>Rounds done.</summary>
    int Round { get; }

    /// <summary>Gradients so far, of all nodes.</summary>
    long Gradients { get; }

    /// <summary>Uses of edges so far, each with a message in both directions.</summary>
    long Activations { get; }

    /// <summary>Events so far: gradients and swaps; 0 for algorithms of steps.</summary>
    long Events { get; }

    /// <summary>Bytes of messages so far, all directions together.</summary>
    long Bytes { get; }

    /// <summary>Uses of every edge so far, in the order of the graph's edges; of several graphs the sums over them.</summary>
    ReadOnlySpan<long> ActivationsOfEdges { get; }

    /// <summary>Who shares the work of a round; null, as at the beginning, for the caller's thread alone. Results have the same bits with any number of threads.</summary>
    NodeThreads? Threads { get; set; }

    /// <summary>Does one round.</summary>
    void RunRound();

    /// <summary>Writes x_i.</summary>
    /// <param name="node">i.</param>
    /// <param name="destination">d numbers, overwritten.</param>
    void Estimate(int node, Span<T> destination);

    /// <summary>Writes what the run has counted and drawn, for a checkpoint; the nodes' vectors are not part of it.</summary>
    void SaveCounters(BinaryWriter writer);

    /// <summary>Takes up what <see cref="SaveCounters"/> wrote.</summary>
    /// <exception cref="EndOfStreamException">There is less than it wrote.</exception>
    void LoadCounters(BinaryReader reader);
}
