using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// Runs an algorithm of events with all nodes in memory, in virtual time: one sequence of events, in which gradients and swaps take no time. The
/// result depends on what the clocks draw from and on nothing else. A round is a unit of time, up to the first event behind its end.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class VirtualTimeRunner<T> : INetworkRunner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Four states as large as this, those of an event and of the next one, lie in a first-level cache together.
    private const int NearBytes = 8 << 10;

    // As much as lies in a second-level cache without being asked for.
    private const int FarBytes = 256 << 10;

    private readonly IEventAlgorithm<T> algorithm;
    private readonly INodeOracle<T>[] oracles;
    private readonly IUniformSource uniforms;
    private readonly EventQueue queue;
    private readonly Graph[] graphs;
    private readonly NodeState<T>[] nodes;
    private readonly bool bringsNear;
    private readonly long[] activations;
    private readonly T[] gradient;
    private readonly T[] first;
    private readonly T[] second;
    private int current;
    private long changes;
    private long drawn;

    /// <summary>All nodes at the beginning, on one graph.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="rates">How often the edges are used, with their graph.</param>
    /// <param name="oracles">f_i of every node.</param>
    /// <param name="start">x0, the same for all nodes.</param>
    /// <param name="uniforms">What the clocks draw from.</param>
    public VirtualTimeRunner(
        IEventAlgorithm<T> algorithm, EdgeRates rates, IReadOnlyList<INodeOracle<T>> oracles, ReadOnlySpan<T> start, IUniformSource uniforms)
        : this(algorithm, [rates], double.PositiveInfinity, oracles, start, uniforms)
    {
    }

    /// <summary>All nodes at the beginning, on graphs that follow one another in turn.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="rates">How often the edges are used, of every graph.</param>
    /// <param name="period">How long a graph stays.</param>
    /// <param name="oracles">f_i of every node.</param>
    /// <param name="start">x0, the same for all nodes.</param>
    /// <param name="uniforms">What the clocks draw from.</param>
    public VirtualTimeRunner(
        IEventAlgorithm<T> algorithm,
        IReadOnlyList<EdgeRates> rates,
        double period,
        IReadOnlyList<INodeOracle<T>> oracles,
        ReadOnlySpan<T> start,
        IUniformSource uniforms)
    {
        SpanChecks.Require(rates.Count > 0 && rates.All(one => one.Graph.NodeCount == oracles.Count), nameof(oracles), "There is a function for every node.");
        SpanChecks.Require(period > 0, nameof(period), "A graph stays for some time.");
        this.algorithm = algorithm;
        this.oracles = [.. oracles];
        this.uniforms = uniforms;
        drawn = (uniforms as EventUniforms)?.Drawn ?? 0;
        graphs = [.. rates.Select(one => one.Graph)];
        queue = new EventQueue([.. rates.Select(one => new EventClock(oracles.Count, algorithm.GradientRate, one, uniforms))], period, uniforms);
        activations = new long[rates.Max(one => one.Graph.EdgeCount)];
        gradient = new T[start.Length];
        first = new T[algorithm.Vectors.PerMessage * start.Length];
        second = new T[first.Length];
        nodes = new NodeState<T>[oracles.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = new NodeState<T>(algorithm.Vectors.Names.Count, start.Length);
            algorithm.Start(nodes[i], start);
        }

        int each = nodes[0].Bytes.Length;
        bringsNear = each <= NearBytes && (long)each * nodes.Length > FarBytes;
    }

    /// <inheritdoc/>
    public Graph Graph => graphs[current];

    /// <summary>The nodes, each at the time of its own last event.</summary>
    public IReadOnlyList<NodeState<T>> Nodes => nodes;

    /// <inheritdoc/>
    public int Round { get; private set; }

    /// <summary>The time of the last event; one unit is a gradient a node on average.</summary>
    public double Time { get; private set; }

    /// <inheritdoc/>
    public long Events { get; private set; }

    /// <inheritdoc/>
    public long Gradients { get; private set; }

    /// <inheritdoc/>
    public long Activations { get; private set; }

    /// <inheritdoc/>
    public long Bytes => 2 * Activations * first.Length * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public ReadOnlySpan<long> ActivationsOfEdges => activations.AsSpan(0, Graph.EdgeCount);

    /// <inheritdoc/>
    public void RunRound()
    {
        Round++;
        while (Time < Round)
            Step();
    }

    /// <summary>Does the next event.</summary>
    public NetworkEvent Step()
    {
        (NetworkEvent next, changes, drawn) = queue.Take();
        current = (int)(changes % graphs.Length);
        Time = next.Time;
        if (next.IsSwap)
            Swap(next);
        else
            Gradient(next);
        Events++;
        return next;
    }

    /// <summary>Brings every node to the time of the last event.</summary>
    public void AdvanceAll()
    {
        foreach (NodeState<T> node in nodes)
            algorithm.Advance(node, Time);
    }

    /// <inheritdoc/>
    public void Estimate(int node, Span<T> destination) => algorithm.Estimate(nodes[node], oracles[node], destination);

    /// <inheritdoc/>
    public void SaveCounters(BinaryWriter writer)
    {
        if (uniforms is not EventUniforms)
            throw new NotSupportedException("Only runs on the numbers of a seed can be saved.");

        writer.Write(drawn);
        writer.Write(Time);
        writer.Write(Round);
        writer.Write(changes);
        writer.Write(Events);
        writer.Write(Gradients);
        writer.Write(Activations);
        foreach (long count in activations)
            writer.Write(count);
    }

    /// <inheritdoc/>
    public void LoadCounters(BinaryReader reader)
    {
        drawn = reader.ReadInt64();
        ((EventUniforms)uniforms).SkipTo(drawn);
        Time = reader.ReadDouble();
        Round = reader.ReadInt32();
        changes = reader.ReadInt64();
        Events = reader.ReadInt64();
        Gradients = reader.ReadInt64();
        Activations = reader.ReadInt64();
        foreach (ref long count in activations.AsSpan())
            count = reader.ReadInt64();
        current = (int)(changes % graphs.Length);
        queue.GoOnFrom(Time, changes);
    }

    // The nodes of the event behind the one that was taken.
    private (NodeState<T>? First, NodeState<T>? Second) Coming()
    {
        if (!bringsNear)
            return default;

        ref readonly DrawnEvent next = ref queue.Next;
        if (!next.Event.IsSwap)
            return (nodes[next.Event.Index], null);

        Edge edge = graphs[next.Changes % graphs.Length].Edges[next.Event.Index];
        return (nodes[edge.I], nodes[edge.J]);
    }

    private void Gradient(NetworkEvent now)
    {
        NodeState<T> node = nodes[now.Index];
        INodeOracle<T> oracle = oracles[now.Index];
        (NodeState<T>? coming, _) = Coming();
        algorithm.Advance(node, now.Time, coming);
        oracle.Gradient(algorithm.GradientPoint(node), node.Gradients, gradient);
        algorithm.ApplyGradient(node, gradient);
        node.Gradients++;
        Gradients++;
    }

    private void Swap(NetworkEvent now)
    {
        Edge edge = Graph.Edges[now.Index];
        NodeState<T> i = nodes[edge.I];
        NodeState<T> j = nodes[edge.J];
        (NodeState<T>? comingI, NodeState<T>? comingJ) = Coming();
        if (!algorithm.TrySwap(i, j, now.Time, comingI, comingJ))
        {
            algorithm.Advance(i, now.Time);
            algorithm.Advance(j, now.Time);
            algorithm.Compose(i, oracles[edge.I], first);
            algorithm.Compose(j, oracles[edge.J], second);
            algorithm.Apply(i, now.Index, first, second);
            algorithm.Apply(j, now.Index, second, first);
        }

        Gradients += 2 * algorithm.GradientsPerSwap;
        activations[now.Index]++;
        Activations++;
    }
}
