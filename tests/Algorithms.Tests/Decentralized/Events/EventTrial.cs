using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Tests.Decentralized.Events;

/// <summary>
/// Events at random times, one after the other: from SplitMix64 a waiting time -ln(1 - u)/R, then v = u R, which is a gradient of node floor(v)
/// below n, and else an edge.
/// </summary>
internal sealed class EventTrial
{
    private readonly IEventAlgorithm<double> algorithm;
    private readonly INodeOracle<double>[] oracles;
    private readonly EdgeRates rates;
    private readonly double[] gradient;
    private readonly double[] own;
    private readonly double[] theirs;
    private ulong random;

    public EventTrial(IEventAlgorithm<double> algorithm, EdgeRates rates, INodeOracle<double>[] oracles, int dimension, ulong seed)
    {
        this.algorithm = algorithm;
        this.rates = rates;
        this.oracles = oracles;
        random = seed;
        gradient = new double[dimension];
        own = new double[dimension];
        theirs = new double[dimension];
        Nodes = [.. Enumerable.Range(0, rates.Graph.NodeCount).Select(_ => new NodeState<double>(algorithm.Vectors.Names.Count, dimension))];
        foreach (NodeState<double> node in Nodes)
            algorithm.Start(node, new double[dimension]);
    }

    public NodeState<double>[] Nodes { get; }

    public double Time { get; private set; }

    public long Activations { get; private set; }

    /// <summary>The next event; the nodes that it touched.</summary>
    public (int First, int Second) Next()
    {
        double gradients = algorithm.GradientRate * Nodes.Length;
        double total = gradients + rates.Total;
        Time += -Math.Log(1 - Uniform()) / total;
        double v = Uniform() * total;
        if (v < gradients)
        {
            int node = (int)(v / algorithm.GradientRate);
            algorithm.Advance(Nodes[node], Time);
            oracles[node].Gradient(algorithm.GradientPoint(Nodes[node]), Nodes[node].Gradients++, gradient);
            algorithm.ApplyGradient(Nodes[node], gradient);
            return (node, node);
        }

        int e = 0;
        for (v -= gradients + rates.Rates[0]; v >= 0 && e < rates.Rates.Length - 1; v -= rates.Rates[e])
            e++;
        Swap(e);
        return (rates.Graph.Edges[e].I, rates.Graph.Edges[e].J);
    }

    /// <summary>A swap over an edge, now.</summary>
    public void Swap(int edge)
    {
        Edge ends = rates.Graph.Edges[edge];
        algorithm.Advance(Nodes[ends.I], Time);
        algorithm.Advance(Nodes[ends.J], Time);
        algorithm.Compose(Nodes[ends.I], oracles[ends.I], own);
        algorithm.Compose(Nodes[ends.J], oracles[ends.J], theirs);
        algorithm.Apply(Nodes[ends.I], edge, own, theirs);
        algorithm.Apply(Nodes[ends.J], edge, theirs, own);
        Activations++;
    }

    /// <summary>Brings all nodes to now.</summary>
    public void AdvanceAll()
    {
        foreach (NodeState<double> node in Nodes)
            algorithm.Advance(node, Time);
    }

    private double Uniform()
    {
        ulong z = random += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }
}
