using System.Numerics;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// Runs an algorithm of events with all nodes in memory, in virtual time: one sequence of events, in which gradients and swaps take no time. The result depends
/// on what the clocks draw from and on nothing else.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class VirtualTimeRunner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IEventAlgorithm<T> algorithm;
    private readonly IReadOnlyList<INodeOracle<T>> oracles;
    private readonly EventClock clock;
    private readonly NodeState<T>[] nodes;
    private readonly long[] activations;
    private readonly T[] gradient;
    private readonly T[] first;
    private readonly T[] second;
    private readonly Graph graph;

    /// <summary>All nodes at the beginning.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="rates">How often the edges are used, with their graph.</param>
    /// <param name="oracles">f_i of every node.</param>
    /// <param name="start">x0, the same for all nodes.</param>
    /// <param name="uniforms">What the clocks draw from.</param>
    public VirtualTimeRunner(
        IEventAlgorithm<T> algorithm, EdgeRates rates, IReadOnlyList<INodeOracle<T>> oracles, ReadOnlySpan<T> start, IUniformSource uniforms)
    {
        graph = rates.Graph;
        SpanChecks.Require(oracles.Count == graph.NodeCount, nameof(oracles), "There is a function for every node.");
        this.algorithm = algorithm;
        this.oracles = oracles;
        clock = new EventClock(graph.NodeCount, algorithm.GradientRate, rates, uniforms);
        activations = new long[graph.EdgeCount];
        gradient = new T[start.Length];
        first = new T[algorithm.Vectors.PerMessage * start.Length];
        second = new T[first.Length];
        nodes = new NodeState<T>[graph.NodeCount];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = new NodeState<T>(algorithm.Vectors.Names.Count, start.Length);
            algorithm.Start(nodes[i], start);
        }
    }

    /// <summary>The nodes, each at the time of its own last event.</summary>
    public IReadOnlyList<NodeState<T>> Nodes => nodes;

    /// <summary>The time of the last event; one unit is a gradient a node on average.</summary>
    public double Time => clock.Time;

    /// <summary>Events so far.</summary>
    public long Events => Gradients + Activations;

    /// <summary>Gradient events so far.</summary>
    public long Gradients { get; private set; }

    /// <summary>Swaps so far.</summary>
    public long Activations { get; private set; }

    /// <summary>Swaps so far of every edge, in the order of the graph's edges.</summary>
    public ReadOnlySpan<long> ActivationsOfEdges => activations;

    /// <summary>Does the next event.</summary>
    public NetworkEvent Step()
    {
        NetworkEvent next = clock.Next();
        if (next.IsSwap)
            Swap(next);
        else
            Gradient(next);
        return next;
    }

    /// <summary>Brings every node to the time of the last event.</summary>
    public void AdvanceAll()
    {
        foreach (NodeState<T> node in nodes)
            algorithm.Advance(node, clock.Time);
    }

    /// <summary>Writes x_i of a node.</summary>
    public void Estimate(int node, Span<T> destination) => algorithm.Estimate(nodes[node], oracles[node], destination);

    private void Gradient(NetworkEvent now)
    {
        NodeState<T> node = nodes[now.Index];
        algorithm.Advance(node, now.Time);
        oracles[now.Index].Gradient(algorithm.GradientPoint(node), node.Gradients, gradient);
        algorithm.ApplyGradient(node, gradient);
        node.Gradients++;
        Gradients++;
    }

    private void Swap(NetworkEvent now)
    {
        Edge edge = graph.Edges[now.Index];
        NodeState<T> i = nodes[edge.I];
        NodeState<T> j = nodes[edge.J];
        algorithm.Advance(i, now.Time);
        algorithm.Advance(j, now.Time);
        algorithm.Compose(i, oracles[edge.I], first);
        algorithm.Compose(j, oracles[edge.J], second);
        algorithm.Apply(i, now.Index, first, second);
        algorithm.Apply(j, now.Index, second, first);
        activations[now.Index]++;
        Activations++;
    }
}
