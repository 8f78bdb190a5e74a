using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Mixing;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// Runs an algorithm of steps with all nodes in memory. A node writes its own state and its own message only, and sums over neighbours run in the order
/// of the nodes, so that the result does not depend on threads.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class GossipRunner<T> : INetworkRunner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Block = 2048;

    private readonly IGossipAlgorithm<T> algorithm;
    private readonly IReadOnlyList<INodeOracle<T>> oracles;
    private readonly IMessageChannel<T>? channel;
    private readonly Graph graph;
    private readonly MixingMatrix mixing;
    private readonly NodeState<T>[] nodes;
    private readonly T[] messages;
    private readonly long[] bytes;
    private readonly long[] activations;
    private readonly int length;
    private readonly Action<int, int> compose;
    private readonly Action<int, int> receive;
    private NodeThreads? threads;
    private Scratch[] scratches;
    private int exchange;

    /// <summary>All nodes at the beginning.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="mixing">W, with its graph.</param>
    /// <param name="oracles">f_i of every node.</param>
    /// <param name="start">x0, the same for all nodes.</param>
    /// <param name="channel">What messages go through; null for none: they arrive as they are.</param>
    public GossipRunner(
        IGossipAlgorithm<T> algorithm, MixingMatrix mixing, IReadOnlyList<INodeOracle<T>> oracles, ReadOnlySpan<T> start, IMessageChannel<T>? channel = null)
    {
        graph = mixing.Graph;
        SpanChecks.Require(oracles.Count == graph.NodeCount, nameof(oracles), "There is a function for every node.");
        this.algorithm = algorithm;
        this.mixing = mixing;
        this.oracles = oracles;
        this.channel = channel;
        int dimension = start.Length;
        length = checked(algorithm.Vectors.PerMessage * dimension);
        messages = new T[checked(oracles.Count * length)];
        bytes = new long[oracles.Count];
        scratches = [new Scratch(length)];
        compose = Compose;
        receive = Receive;
        activations = new long[graph.EdgeCount];
        nodes = new NodeState<T>[oracles.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = new NodeState<T>(algorithm.Vectors.Names.Count, dimension);
            algorithm.Start(nodes[i], oracles[i], start);
        }
    }

    /// <inheritdoc/>
    public Graph Graph => graph;

    /// <inheritdoc/>
    public IReadOnlyList<NodeState<T>> Nodes => nodes;

    /// <inheritdoc/>
    public NodeThreads? Threads
    {
        get => threads;
        set
        {
            threads = value;
            scratches = [.. scratches, .. Enumerable.Range(0, Math.Max(0, (value?.Count ?? 1) - scratches.Length)).Select(_ => new Scratch(length))];
        }
    }

    /// <summary>Steps done.</summary>
    public long Steps { get; private set; }

    /// <inheritdoc/>
    public int Round => (int)Steps;

    /// <inheritdoc/>
    public long Gradients => nodes.Sum(node => node.Gradients);

    /// <summary>Edge activations: an exchange uses every edge once, in both directions.</summary>
    public long Activations => Steps * algorithm.Exchanges * graph.EdgeCount;

    /// <inheritdoc/>
    public long Events => 0;

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public ReadOnlySpan<long> ActivationsOfEdges
    {
        get
        {
            Array.Fill(activations, Steps * algorithm.Exchanges);
            return activations;
        }
    }

    /// <inheritdoc/>
    public void RunRound() => Step();

    /// <inheritdoc/>
    public void SaveCounters(BinaryWriter writer)
    {
        writer.Write(Steps);
        writer.Write(Bytes);
        channel?.Save(writer);
    }

    /// <inheritdoc/>
    public void LoadCounters(BinaryReader reader)
    {
        Steps = reader.ReadInt64();
        Bytes = reader.ReadInt64();
        channel?.Load(reader);
    }

    /// <summary>Takes one step.</summary>
    public void Step()
    {
        for (exchange = 0; exchange < algorithm.Exchanges; exchange++)
        {
            Each(compose);
            foreach (long sent in bytes)
                Bytes += sent;
            Each(receive);
        }

        Steps++;
    }

    /// <inheritdoc/>
    public void Estimate(int node, Span<T> destination) => algorithm.Estimate(nodes[node], oracles[node], destination);

    private Span<T> Message(int node) => messages.AsSpan(node * length, length);

    private void Each(Action<int, int> work)
    {
        if (threads is not null)
        {
            threads.Run(nodes.Length, work);
            return;
        }

        for (int i = 0; i < nodes.Length; i++)
            work(i, 0);
    }

    private void Compose(int node, int thread)
    {
        Span<T> message = Message(node);
        algorithm.Compose(exchange, nodes[node], oracles[node], message);
        long sent = channel?.Send(node, exchange, Steps, message) ?? message.Length * (long)Unsafe.SizeOf<T>();
        bytes[node] = sent * graph.Degree(node);
        if (algorithm.PublicCopy(exchange) is >= 0 and int copy)
            VectorKernels.Add(nodes[node][copy], message, nodes[node][copy]);
    }

    private void Receive(int node, int thread)
    {
        Scratch scratch = scratches[thread];
        Mix(node, scratch);
        algorithm.Receive(exchange, nodes[node], oracles[node], Message(node), scratch.Mixed);
    }

    // A block after the other, so that the sums do not leave the first-level cache.
    private void Mix(int node, Scratch scratch)
    {
        int copy = algorithm.PublicCopy(exchange);
        for (int start = 0; start < length; start += Block)
        {
            int count = Math.Min(Block, length - start);
            Span<double> sums = scratch.Sums.AsSpan(0, count);
            sums.Clear();
            if (algorithm.Weights == GossipWeights.Mixing)
            {
                ReadOnlySpan<int> columns = mixing.Columns(node);
                ReadOnlySpan<double> weights = mixing.Weights(node);
                for (int k = 0; k < columns.Length; k++)
                {
                    Span<T> source = copy < 0 ? Message(columns[k]) : nodes[columns[k]][copy];
                    VectorKernels.AddWeighted<T>(weights[k], source.Slice(start, count), sums);
                }

                if (copy >= 0)
                    VectorKernels.AddWeighted<T>(-1, nodes[node][copy].Slice(start, count), sums);
            }
            else
            {
                VectorKernels.AddWeighted<T>(graph.Degree(node), Message(node).Slice(start, count), sums);
                foreach (int neighbor in graph.Neighbors(node))
                    VectorKernels.AddWeighted<T>(-1, Message(neighbor).Slice(start, count), sums);
            }

            VectorKernels.Round<T>(sums, scratch.Mixed.AsSpan(start, count));
        }
    }

    /// <summary>What a thread sums messages in.</summary>
    private sealed class Scratch(int length)
    {
        public double[] Sums { get; } = new double[Math.Min(Block, length)];

        public T[] Mixed { get; } = new T[length];
    }
}
