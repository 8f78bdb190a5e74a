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
    private readonly List<DrawnEvent> round = [];
    private readonly EventSchedule schedule;
    private readonly Action<int, int> carryOut;
    private readonly int dimension;
    private NodeThreads? threads;
    private EventWorker<T>[] workers;
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
        dimension = start.Length;
        schedule = new EventSchedule(oracles.Count);
        carryOut = CarryOut;
        nodes = new NodeState<T>[oracles.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = new NodeState<T>(algorithm.Vectors.Names.Count, start.Length);
            algorithm.Start(nodes[i], start);
        }

        workers = [new EventWorker<T>(algorithm, nodes, this.oracles, dimension)];
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
    public long Bytes => 2 * Activations * algorithm.Vectors.PerMessage * dimension * Unsafe.SizeOf<T>();

    /// <inheritdoc/>
    public ReadOnlySpan<long> ActivationsOfEdges => activations.AsSpan(0, Graph.EdgeCount);

    /// <inheritdoc/>
    /// <remarks>Events of different nodes are carried out at once, those of a node in their order.</remarks>
    public NodeThreads? Threads
    {
        get => threads;
        set
        {
            threads = value;
            int more = (value?.Count ?? 1) - workers.Length;
            workers = [.. workers, .. Enumerable.Range(0, Math.Max(0, more)).Select(_ => new EventWorker<T>(algorithm, nodes, oracles, dimension))];
        }
    }

    /// <inheritdoc/>
    public void RunRound()
    {
        Round++;
        if (threads is { Count: > 1 })
        {
            RunTogether(threads);
            return;
        }

        while (Time < Round)
            Step();
    }

    /// <summary>Does the next event.</summary>
    public NetworkEvent Step()
    {
        DrawnEvent next = queue.Take();
        CarryOut(next, bringsNear ? NodesOf(queue.Next) : default, workers[0]);
        Count(next);
        return next.Event;
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

    private void RunTogether(NodeThreads together)
    {
        round.Clear();
        for (double time = Time; time < Round; time = round[^1].Event.Time)
        {
            DrawnEvent next = queue.Take();
            Edge ends = EndsOf(next);
            schedule.Add(ends.I, ends.J);
            round.Add(next);
        }

        schedule.Run(together, carryOut);
        foreach (DrawnEvent done in round)
            Count(done);
    }

    private void CarryOut(int number, int thread) => CarryOut(round[number], default, workers[thread]);

    private void CarryOut(in DrawnEvent now, (NodeState<T>? First, NodeState<T>? Second) coming, EventWorker<T> worker)
    {
        if (now.Event.IsSwap)
            worker.Swap(now.Event, EndsOf(now), coming.First, coming.Second);
        else
            worker.Gradient(now.Event, coming.First);
    }

    private void Count(in DrawnEvent done)
    {
        (NetworkEvent now, changes, drawn) = done;
        current = (int)(changes % graphs.Length);
        Time = now.Time;
        Events++;
        if (now.IsSwap)
        {
            Gradients += 2 * algorithm.GradientsPerSwap;
            activations[now.Index]++;
            Activations++;
        }
        else
        {
            Gradients++;
        }
    }

    // The two nodes of a swap, or twice that of a gradient.
    private Edge EndsOf(in DrawnEvent one) =>
        one.Event.IsSwap ? graphs[one.Changes % graphs.Length].Edges[one.Event.Index] : new Edge(one.Event.Index, one.Event.Index);

    private (NodeState<T>? First, NodeState<T>? Second) NodesOf(in DrawnEvent one)
    {
        Edge ends = EndsOf(one);
        return (nodes[ends.I], one.Event.IsSwap ? nodes[ends.J] : null);
    }
}
