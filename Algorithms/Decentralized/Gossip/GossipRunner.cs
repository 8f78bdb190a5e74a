using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Mixing;

namespace Starling.Algorithms.Decentralized.Gossip;

/// <summary>
/// Runs an algorithm of steps with all nodes in memory. Sums over neighbours run in the order of the nodes, so that the result does not depend on
/// threads.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class GossipRunner<T> : INetworkRunner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IGossipAlgorithm<T> algorithm;
    private readonly IReadOnlyList<INodeOracle<T>> oracles;
    private readonly IMessageChannel<T>? channel;
    private readonly Graph graph;
    private readonly MixingMatrix mixing;
    private readonly NodeState<T>[] nodes;
    private readonly T[] messages;
    private readonly T[] mixed;
    private readonly double[] sums;
    private readonly long[] activations;
    private readonly int length;

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
        mixed = new T[length];
        sums = new double[length];
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
        for (int exchange = 0; exchange < algorithm.Exchanges; exchange++)
        {
            for (int i = 0; i < nodes.Length; i++)
            {
                Span<T> message = Message(i);
                algorithm.Compose(exchange, nodes[i], oracles[i], message);
                long bytes = channel?.Send(i, exchange, Steps, message) ?? message.Length * (long)Unsafe.SizeOf<T>();
                Bytes += bytes * graph.Degree(i);
            }

            for (int i = 0; i < nodes.Length; i++)
            {
                Mix(i);
                algorithm.Receive(exchange, nodes[i], oracles[i], Message(i), mixed);
            }
        }

        Steps++;
    }

    /// <inheritdoc/>
    public void Estimate(int node, Span<T> destination) => algorithm.Estimate(nodes[node], oracles[node], destination);

    private Span<T> Message(int node) => messages.AsSpan(node * length, length);

    private void Mix(int node)
    {
        Array.Clear(sums);
        if (algorithm.Weights == GossipWeights.Mixing)
        {
            ReadOnlySpan<int> columns = mixing.Columns(node);
            ReadOnlySpan<double> weights = mixing.Weights(node);
            for (int k = 0; k < columns.Length; k++)
                VectorKernels.AddWeighted<T>(weights[k], Message(columns[k]), sums);
        }
        else
        {
            VectorKernels.AddWeighted<T>(graph.Degree(node), Message(node), sums);
            foreach (int neighbor in graph.Neighbors(node))
                VectorKernels.AddWeighted<T>(-1, Message(neighbor), sums);
        }

        VectorKernels.Round<T>(sums, mixed);
    }
}
