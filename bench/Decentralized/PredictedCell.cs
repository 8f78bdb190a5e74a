using System.Globalization;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Advice;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Bench.Decentralized;

/// <summary>What the advice at the end of a run predicts for a cell of the comparison.</summary>
internal static class PredictedCell
{
    /// <summary>A row of predictions, in the order of the columns.</summary>
    public static IReadOnlyList<ComparisonCell> Row(IDistributedProblem problem, Graph graph)
    {
        var rates = UniformRates.Of(graph);
        DecentralizedSetting setting = ComparisonSetting.Of(problem, rates);
        var model = new CostModel(setting, ComparisonColumn.Target, problem.AverageConvexity);
        MethodCost[] costs =
        [
            CostModel.Dadao(problem.Smoothness, problem.StrongConvexity, rates.Total, ComparisonColumn.Target),
            model.Extra(), model.GradientTracking(), model.Msda(), model.AdomPlus(multiConsensus: true), model.AdomPlus(multiConsensus: false),
        ];
        return [.. costs.Select(cost => new ComparisonCell(
            (long)Math.Round(cost.Gradients), (long)Math.Round(cost.Uses), cost.Multiple is { } multiple ? string.Create(CultureInfo.InvariantCulture, $"{multiple}/L") : ""))];
    }
}
