using System.Globalization;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Advice;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Bench.Decentralized;

/// <summary>What a method needed on a graph.</summary>
/// <param name="Gradients">Gradients of a node.</param>
/// <param name="Activations">Uses of an edge, by all edges together.</param>
/// <param name="Note">The step size, or the inner rounds; empty for neither.</param>
internal sealed record ComparisonCell(long Gradients, long Activations, string Note)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Gradients} / {Activations}{(Note.Length > 0 ? $" ({Note})" : "")}");
}

/// <summary>A method of the comparison.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Recorded">Recorded cells at L/mu = 100, in the order of the graphs.</param>
/// <param name="Measure">What it needs; null where it does not get there.</param>
internal sealed record ComparisonColumn(string Name, string[] Recorded, Func<IDistributedProblem, Graph, ComparisonCell?> Measure)
{
    /// <summary>The error (1/n) sum |x_i - x*|^2 / |x*|^2 that counts as there.</summary>
    public const double Target = 1e-6;

    private const double Lost = 1e9;

    /// <summary>An algorithm of steps with the step size that needs the fewest of them.</summary>
    public static ComparisonColumn Tuned(string name, string[] recorded, GradientGossipOptions options) => new(name, recorded, (problem, graph) =>
    {
        ComparisonCell? best = null;
        int limit = MostSteps(problem);
        foreach (double multiple in StepContraction.Multiples)
        {
            if (Steps(options with { LearningRate = multiple / problem.Smoothness }, problem, graph, limit) is not { } runner)
                continue;
            limit = (int)runner.Steps - 1;
            best = new ComparisonCell(runner.Steps, runner.Activations, string.Create(CultureInfo.InvariantCulture, $"{multiple}/L"));
        }

        return best;
    });

    /// <summary>An algorithm of steps that has nothing to choose.</summary>
    public static ComparisonColumn Fixed(string name, string[] recorded, GossipAlgorithmOptions options) => new(name, recorded, (problem, graph) =>
        Steps(options, problem, graph, MostSteps(problem)) is { } runner ? new ComparisonCell(runner.Steps, runner.Activations, "") : null);

    private static int MostSteps(IDistributedProblem problem) => (int)Math.Max(40_000, 1000 * problem.Smoothness / problem.StrongConvexity);

    private static GossipRunner<double>? Steps(GossipAlgorithmOptions options, IDistributedProblem problem, Graph graph, int limit)
    {
        DecentralizedSetting setting = ComparisonSetting.Of(problem, UniformRates.Of(graph));
        INodeOracle<double>[] oracles = ComparisonSetting.Oracles(problem);
        var runner = new GossipRunner<double>(options.Create<double>(setting), setting.Mixing, oracles, new double[problem.Dimension]);
        double[] solution = problem.Solution!.Point.ToArray();
        double[] x = new double[problem.Dimension];
        double scale = problem.Nodes * VectorKernels.SumOfSquares<double>(solution);
        while (runner.Steps < limit)
        {
            runner.Step();
            double error = 0;
            for (int node = 0; node < problem.Nodes; node++)
            {
                runner.Estimate(node, x);
                error += VectorKernels.SquaredDistance<double>(x, solution) / scale;
            }

            if (error <= Target)
                return runner;
            if (!(error < Lost))
                return null;
        }

        return null;
    }
}
