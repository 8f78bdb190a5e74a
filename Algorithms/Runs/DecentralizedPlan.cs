using System.Numerics;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Advice;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Decentralized.Live;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Models;
using Starling.Algorithms.Options;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Runs;

/// <summary>
/// A decentralized run with everything that its definition stands for: the graphs, the rates, the algorithm with its parameters, every node's
/// function. Made anywhere from the definition and the data alone; networks of it are equal to the last bit.
/// </summary>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class DecentralizedPlan<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RunDefinition definition;
    private readonly Func<int, INodeOracle<T>> oracle;
    private readonly IDistributedProblem? problem;
    private readonly T[] start;
    private readonly ParameterLayout? layout;

    private DecentralizedPlan(
        RunDefinition definition, DecentralizedSetting setting, NetworkShape shape, T[] start, ParameterLayout? layout, Func<int, INodeOracle<T>> oracle,
        IDistributedProblem? problem = null)
    {
        this.problem = problem;
        this.layout = layout;
        this.definition = definition;
        this.oracle = oracle;
        this.start = start;
        Setting = setting;
        Graphs = shape.Graphs;
        Rates = [.. shape.Nominal.Select(rates => definition.Topology is { Margin: var margin and not 1 } ? rates.Times(margin) : rates)];
        Period = shape.Period;
    }

    /// <summary>What the algorithm's parameters follow from.</summary>
    public DecentralizedSetting Setting { get; }

    /// <summary>The graphs in turn; one, unless they vary with time.</summary>
    public IReadOnlyList<Graph> Graphs { get; }

    /// <summary>The rates at which edges are used, of every graph.</summary>
    public IReadOnlyList<EdgeRates> Rates { get; }

    /// <summary>How long a graph stays; infinite where there is one.</summary>
    public double Period { get; }

    /// <summary>d.</summary>
    public int Dimension => start.Length;

    /// <summary>x0, the same for all nodes.</summary>
    public ReadOnlySpan<T> Start => start;

    /// <summary>Plans a run that solves a problem.</summary>
    /// <param name="definition">The run.</param>
    /// <param name="problem">Its problem.</param>
    /// <exception cref="StarlingException">The algorithm cannot do this problem on this network, or there is no such network.</exception>
    public static DecentralizedPlan<double> Of(RunDefinition definition, IDistributedProblem problem)
    {
        var algorithm = (DecentralizedOptions)definition.Algorithm;
        var shape = new NetworkShape(definition);
        DecentralizedSetting setting = shape.Setting(problem.Dimension) with
        {
            Smoothness = problem.Smoothness,
            StrongConvexity = problem.StrongConvexity,
            Regulariser = problem.Regulariser,
        };
        Check(definition, algorithm, setting);
        if (algorithm.NeedsConjugate && !HasConjugates(problem))
            throw new StarlingException(ErrorCatalog.ImpossibleCombination, "algorithm: This algorithm works with conjugates, which this problem has not in closed form; choose quadratic or least-squares, or an algorithm on gradients such as dadao.");

        int batch = algorithm.MinibatchSize ?? 0;
        return new DecentralizedPlan<double>(definition, setting, shape, new double[problem.Dimension], null, node =>
            problem.Local(node) is { SampleCount: > 0 } function && batch > 0
                ? new ProblemNodeOracle(function, new NodeMinibatches(definition.Seed, node, function.SampleCount, batch))
                : new ProblemNodeOracle(problem.Local(node)), problem);
    }

    /// <summary>Plans a run that trains a model.</summary>
    /// <param name="definition">The run.</param>
    /// <param name="work">Its model and the samples of every node.</param>
    /// <exception cref="StarlingException">The algorithm cannot do this on this network, or there is no such network.</exception>
    public static DecentralizedPlan<T> Of(RunDefinition definition, Workload<T> work)
    {
        var algorithm = (DecentralizedOptions)definition.Algorithm;
        var shape = new NetworkShape(definition);
        DecentralizedSetting setting = shape.Setting(work.Layout.Count);
        Check(definition, algorithm, setting);
        int batch = algorithm.MinibatchSize ?? DecentralizedOptions.DefaultMinibatch;
        T[] first = new T[work.Layout.Count];
        work.WriteStart(first, 0);
        return new DecentralizedPlan<T>(definition, setting, shape, first, work.Layout, node => new ModelNodeOracle<T>(
            work.CreateOracle(node), new NodeMinibatches(definition.Seed, node, work.SamplesOf(node).Count, batch)));
    }

    /// <summary>A network at its beginning.</summary>
    public INetworkRunner<T> CreateNetwork() => definition.Algorithm switch
    {
        EventAlgorithmOptions events => new VirtualTimeRunner<T>(events.Create<T>(Setting), Rates, Period, Oracles(), start, new EventUniforms(definition.Seed)),
        GossipAlgorithmOptions gossip => CreateGossip(gossip.Create<T>(Setting)),
        _ => throw new InvalidOperationException($"There are no networks of {definition.Algorithm.GetType()}."),
    };

    /// <summary>The algorithm of a live run, which serves all nodes of a silo.</summary>
    public IEventAlgorithm<T> CreateEventAlgorithm() => ((EventAlgorithmOptions)definition.Algorithm).Create<T>(Setting);

    /// <summary>A node of a live run at its beginning.</summary>
    /// <param name="node">The node.</param>
    /// <param name="algorithm">The algorithm: <see cref="CreateEventAlgorithm"/>.</param>
    /// <param name="from">Where it starts; empty for x0.</param>
    public LiveNode<T> CreateNode(int node, IEventAlgorithm<T> algorithm, ReadOnlySpan<T> from = default) =>
        new(node, algorithm, Setting.Graph, oracle(node), from.IsEmpty ? start : from);

    /// <summary>The clocks of a node of a live run.</summary>
    /// <param name="node">The node.</param>
    /// <param name="life">Which life of the node it is.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="time">The node's own time.</param>
    public LiveSchedule CreateSchedule(int node, int life, IEventAlgorithm<T> algorithm, double time)
    {
        ReadOnlySpan<int> edges = Setting.Graph.IncidentEdges(node);
        double[] rates = new double[edges.Length];
        for (int place = 0; place < rates.Length; place++)
            rates[place] = Rates[0].Rates[edges[place]];
        return new LiveSchedule(definition.Seed, node, life, algorithm.GradientRate, rates, time);
    }

    private INodeOracle<T>[] Oracles() => [.. Enumerable.Range(0, Setting.Graph.NodeCount).Select(oracle)];

    /// <summary>
    /// What another method would have cost: to where the run came, beside what it took; where that is not known or nowhere, to 1e-6, beside what it would
    /// have needed. Of DADAO on one graph of at most 1000 nodes; null else.
    /// </summary>
    /// <param name="distance">The relative squared distance to the solution that the run reached; null where it is not known.</param>
    /// <param name="gradients">Gradients of all nodes so far.</param>
    /// <param name="uses">Uses of edges so far.</param>
    public DecentralizedAdvice? Advise(double? distance, long gradients, long uses)
    {
        const int MostNodes = 1000;
        const double Usual = 1e-6;
        int nodes = Setting.Graph.NodeCount;
        if (problem is null || definition.Algorithm is not DadaoOptions options || Graphs.Count > 1 || nodes > MostNodes)
            return null;

        // Farther it has hardly begun, nearer it may have stood still at what rounding allows.
        bool arrived = distance is >= 1e-20 and <= 0.01;
        double accuracy = arrived ? distance!.Value : Usual;
        MethodCost dadao = arrived
            ? new MethodCost("DADAO", gradients / (double)nodes, uses, 2, IsMeasured: true)
            : CostModel.Dadao(options.Smoothness ?? problem.Smoothness, options.StrongConvexity ?? problem.StrongConvexity, Rates[0].Total, accuracy);
        return DecentralizedAdvice.Of(Setting, dadao, accuracy, problem.AverageConvexity, HasConjugates(problem));
    }

    private GossipRunner<T> CreateGossip(IGossipAlgorithm<T> algorithm)
    {
        CompressedChannel<T>? channel = algorithm.CompressesMessages && definition.Compression != new CompressionSection()
            ? new CompressedChannel<T>(definition.Compression.Up, Setting.Graph.NodeCount, algorithm.Exchanges, algorithm.Vectors.PerMessage * Dimension, layout, definition.Seed)
            : null;
        return new GossipRunner<T>(algorithm, Setting.Mixing, Oracles(), start, channel);
    }

    private static bool HasConjugates(IDistributedProblem problem) => Enumerable.Range(0, problem.Nodes).All(node => problem.Local(node).Conjugate is not null);

    private static void Check(RunDefinition definition, DecentralizedOptions algorithm, DecentralizedSetting setting)
    {
        if (algorithm.Refuse(setting) is { } issue)
            throw new StarlingException(issue.Error, $"{OptionNames.Join("algorithm", issue.Path)}: {issue.Message}");
        if (definition.Topology?.Faults?.RefuseCut(setting.Graph) is { } cut)
            throw new StarlingException(cut.Error, $"{OptionNames.Join("topology.faults", cut.Path)}: {cut.Message}");
    }
}
