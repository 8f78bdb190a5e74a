using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Bench.Decentralized;

/// <summary>What DADAO needs, in virtual time, at uniform rates; the mean over seeds 1 to 5.</summary>
internal static class DadaoCell
{
    private const ulong Seeds = 5;

    public static ComparisonCell? Of(IDistributedProblem problem, Graph graph)
    {
        double gradients = 0;
        double activations = 0;
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            if (Reach(problem, UniformRates.Of(graph), seed) is not { } runner)
                return null;

            gradients += runner.Gradients / (double)graph.NodeCount / Seeds;
            activations += runner.Activations / (double)Seeds;
        }

        return new ComparisonCell((long)Math.Round(gradients), (long)Math.Round(activations), "");
    }

    /// <summary>Runs to the target, with the error brought up to date for the nodes that an event touched; null where it is never reached.</summary>
    public static VirtualTimeRunner<double>? Reach(IDistributedProblem problem, EdgeRates rates, ulong seed)
    {
        DecentralizedSetting setting = ComparisonSetting.Of(problem, rates);
        INodeOracle<double>[] oracles = ComparisonSetting.Oracles(problem);
        var runner = new VirtualTimeRunner<double>(new DadaoOptions().Create<double>(setting), rates, oracles, new double[problem.Dimension], new EventUniforms(seed));
        double[] solution = problem.Solution!.Point.ToArray();
        double scale = problem.Nodes * VectorKernels.SumOfSquares<double>(solution);
        double[] squares = [.. runner.Nodes.Select(node => VectorKernels.SquaredDistance<double>(node[0], solution))];
        double limit = 10_000 * Math.Sqrt(problem.Smoothness / problem.StrongConvexity);
        while (runner.Time < limit)
        {
            NetworkEvent now = runner.Step();
            Edge edge = now.IsSwap ? rates.Graph.Edges[now.Index] : new Edge(now.Index, now.Index);
            squares[edge.I] = VectorKernels.SquaredDistance<double>(runner.Nodes[edge.I][0], solution);
            squares[edge.J] = VectorKernels.SquaredDistance<double>(runner.Nodes[edge.J][0], solution);
            if (squares.Sum() / scale <= ComparisonColumn.Target)
                return runner;
        }

        return null;
    }
}
