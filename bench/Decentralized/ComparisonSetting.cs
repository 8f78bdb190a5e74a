using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Bench.Decentralized;

/// <summary>What the comparisons run on: a problem on a graph with given rates, Metropolis weights, exact gradients.</summary>
internal static class ComparisonSetting
{
    /// <summary>What parameters follow from.</summary>
    public static DecentralizedSetting Of(IDistributedProblem problem, EdgeRates rates) => new()
    {
        Graph = rates.Graph,
        Rates = rates,
        Mixing = MixingMatrix.Of(rates.Graph),
        Dimension = problem.Dimension,
        Smoothness = problem.Smoothness,
        StrongConvexity = problem.StrongConvexity,
        Regulariser = problem.Regulariser,
    };

    /// <summary>f_i of every node.</summary>
    public static INodeOracle<double>[] Oracles(IDistributedProblem problem) =>
        [.. Enumerable.Range(0, problem.Nodes).Select(node => new ProblemNodeOracle(problem.Local(node)))];
}
