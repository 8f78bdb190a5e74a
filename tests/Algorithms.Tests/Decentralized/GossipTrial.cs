using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Tests.Problems;
using Starling.Algorithms.Tests.Topology;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized;

/// <summary>A run of an algorithm of steps from zero, with Metropolis weights, and its distance from the solution.</summary>
internal sealed class GossipTrial
{
    private readonly double[] solution;
    private readonly double[] estimate;

    public GossipTrial(IDistributedProblem problem, Graph graph, GossipAlgorithmOptions options, IMessageChannel<double>? channel = null)
    {
        Problem = problem;
        Setting = SettingOf(problem, graph);
        Assert.Null(options.Refuse(Setting));
        Algorithm = options.Create<double>(Setting);
        Runner = new GossipRunner<double>(Algorithm, Setting.Mixing, Oracles(problem), new double[problem.Dimension], channel);
        solution = problem.Solution!.Point.ToArray();
        estimate = new double[problem.Dimension];
    }

    public IDistributedProblem Problem { get; }

    public DecentralizedSetting Setting { get; }

    public IGossipAlgorithm<double> Algorithm { get; }

    public GossipRunner<double> Runner { get; }

    /// <summary>Problem Q1 (the same curvatures everywhere) or Q2 (turned ones) of the acceptance checks of DADAO; 16 nodes, d = 10.</summary>
    public static IDistributedProblem Quadratic(string name, double condition = 100) => new QuadraticOptions
    {
        Condition = condition,
        Spectrum = name == "Q1" ? QuadraticSpectrum.Shared : QuadraticSpectrum.Rotated,
    }.Create(TestProblems.Context(16));

    /// <summary>On one of these problems, over a graph of 16 nodes.</summary>
    public static GossipTrial Of(string name, string graph, GossipAlgorithmOptions options, double condition = 100) =>
        new(Quadratic(name, condition), Named.Graph(graph, 16), options);

    /// <summary>On the toy composite problem over a ring of 5, with eta = multiple/L.</summary>
    public static GossipTrial Toy(GradientGossipOptions options, double multiple, IMessageChannel<double>? channel = null)
    {
        LeastSquaresProblem toy = TestProblems.Toy();
        return new GossipTrial(toy, Named.Graph("cycle", 5), options with { LearningRate = multiple / toy.Smoothness }, channel);
    }

    public static DecentralizedSetting SettingOf(IDistributedProblem problem, Graph graph) => new()
    {
        Graph = graph,
        Rates = UniformRates.Of(graph),
        Mixing = MixingMatrix.Of(graph),
        Dimension = problem.Dimension,
        Smoothness = problem.Smoothness,
        StrongConvexity = problem.StrongConvexity,
        Regulariser = problem.Regulariser,
    };

    public static INodeOracle<double>[] Oracles(IDistributedProblem problem) =>
        [.. Enumerable.Range(0, problem.Nodes).Select(node => new ProblemNodeOracle(problem.Local(node)))];

    /// <summary>(1/n) sum |x_i - x*|^2 / |x*|^2.</summary>
    public double Error() => Distance() / VectorKernels.SumOfSquares<double>(solution);

    /// <summary>(1/n) sum |x_i - x*|^2.</summary>
    public double Distance()
    {
        double sum = 0;
        for (int node = 0; node < Problem.Nodes; node++)
        {
            Runner.Estimate(node, estimate);
            sum += VectorKernels.SquaredDistance<double>(estimate, solution);
        }

        return sum / Problem.Nodes;
    }

    /// <summary>|mean x - x*|^2 / |x*|^2.</summary>
    public double ErrorOfMean()
    {
        double[] mean = Mean(node => Runner.Nodes[node][Algorithm.Vectors.Estimate]);
        return VectorKernels.SquaredDistance<double>(mean, solution) / VectorKernels.SumOfSquares<double>(solution);
    }

    /// <summary>The mean of a vector over the nodes.</summary>
    public double[] Mean(Func<int, Span<double>> vectorOf)
    {
        double[] mean = new double[Problem.Dimension];
        for (int node = 0; node < Problem.Nodes; node++)
            VectorKernels.Axpy(1.0 / Problem.Nodes, vectorOf(node), mean);
        return mean;
    }

    public GossipTrial Run(int steps)
    {
        for (int step = 0; step < steps; step++)
            Runner.Step();
        return this;
    }

    /// <summary>The first step, from where it is, after which the error is at most a bound; the limit where there is none.</summary>
    public long StepsTo(double error, int limit)
    {
        while (Runner.Steps < limit && !(Error() <= error))
            Runner.Step();
        return Runner.Steps;
    }
}
