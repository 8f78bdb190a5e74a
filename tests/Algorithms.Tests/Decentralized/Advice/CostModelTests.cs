using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Advice;
using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Tests.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Advice;

public sealed class CostModelTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("DADAO", 1.1)]
    [InlineData("EXTRA", 1.2)]
    [InlineData("gradient tracking", 1.35)]
    [InlineData("MSDA", 1.2)]
    [InlineData("ADOM+", 1.05)]
    [InlineData("ADOM+ without inner rounds", 1.15)]
    public void Predictions_are_near_what_was_measured(string method, double factor)
    {
        int compared = 0;
        foreach ((string graph, double condition, MethodCost[] row) in Measured.Rows)
        {
            if (Measured.Of(row, method) is not { } measured)
                continue;

            MethodCost predicted = Predict(method, GossipTrial.Quadratic("Q1", condition), graph);
            output.WriteLine(FormattableString.Invariant($"{graph,-10}{condition,7} {predicted.Gradients,10:0} {measured.Gradients,8} {predicted.Gradients / measured.Gradients:0.00}"));
            Assert.InRange(predicted.Gradients / measured.Gradients, 1 / factor, factor);
            Assert.InRange(predicted.Uses / measured.Uses, 1 / factor, factor);
            Assert.Equal(measured.VectorsPerUse, predicted.VectorsPerUse);
            compared++;
        }

        Assert.InRange(compared, 9, 11);
    }

    // Where the average is better conditioned than each, EXTRA and gradient tracking profit, and DADAO hardly.
    [Theory]
    [InlineData("cycle", 793, 103, 285)]
    [InlineData("line", 786, 159, 1057)]
    [InlineData("grid", 806, 60, 108)]
    [InlineData("complete", 883, 25, 75)]
    [InlineData("star", 879, 124, 327)]
    public void They_know_of_a_better_average(string graph, double dadao, double extra, double tracking)
    {
        IDistributedProblem problem = GossipTrial.Quadratic("Q2");
        foreach ((string method, double measured, double factor) in new[] { ("DADAO", dadao, 1.35), ("EXTRA", extra, 1.7), ("gradient tracking", tracking, 2.2) })
        {
            double ratio = Predict(method, problem, graph).Gradients / measured;
            output.WriteLine(FormattableString.Invariant($"{method} {ratio:0.00}"));
            Assert.InRange(ratio, 1 / factor, factor);
        }
    }

    // The contraction is that of the method itself, once the other modes have died: of the average at L/mu = 100, of the disagreement at 1.
    [Theory]
    [InlineData("cycle", 0.8, 100, 1500)]
    [InlineData("cycle", 0.3, 100, 1500)]
    [InlineData("star", 1.2, 100, 1500)]
    [InlineData("line", 0.3, 1, 250)]
    [InlineData("barbell", 0.4, 1, 250)]
    public void A_round_of_EXTRA_shrinks_the_error_by_the_contraction(string graph, double multiple, double condition, int rounds) =>
        Contracts(new ExtraOptions { LearningRate = multiple / condition }, graph, multiple, condition, rounds, StepContraction.OfExtra);

    [Theory]
    [InlineData("complete", 0.4, 100, 1500)]
    [InlineData("grid", 0.15, 100, 3000)]
    [InlineData("line", 0.2, 1, 5000)]
    public void A_round_of_gradient_tracking_shrinks_the_error_by_the_contraction(string graph, double multiple, double condition, int rounds) =>
        Contracts(new GradientTrackingOptions { LearningRate = multiple / condition }, graph, multiple, condition, rounds, StepContraction.OfTracking);

    [Theory]
    [InlineData("cycle", 1.2)]
    [InlineData("complete", 1.5)]
    public void Beyond_its_largest_step_EXTRA_diverges(string graph, double multiple)
    {
        GossipTrial trial = GossipTrial.Of("Q1", graph, new ExtraOptions { LearningRate = multiple / 100 });
        Assert.True(StepContraction.OfExtra(trial.Setting.Mixing.Ends(), 0.01).Of(multiple) > 1);
        Assert.False(trial.Run(2000).Error() < 1e6);
    }

    private static void Contracts(
        GossipAlgorithmOptions options, string graph, double multiple, double condition, int rounds, Func<(double Smallest, double Second), double, StepContraction> contraction)
    {
        GossipTrial trial = GossipTrial.Of("Q1", graph, options, condition);
        double before = trial.Run(rounds).Error();
        double measured = Math.Pow(trial.Run(rounds / 5).Error() / before, 0.5 / (rounds / 5));
        double predicted = contraction(trial.Setting.Mixing.Ends(), 1 / condition).Of(multiple);
        Assert.Equal(1, (1 - measured) / (1 - predicted), 0.01);
    }

    private static MethodCost Predict(string method, IDistributedProblem problem, string graph)
    {
        DecentralizedSetting setting = GossipTrial.SettingOf(problem, Named.Graph(graph, 16));
        var model = new CostModel(setting, 1e-6, problem.AverageConvexity);
        return method switch
        {
            "DADAO" => CostModel.Dadao(problem.Smoothness, problem.StrongConvexity, setting.Rates.Total, 1e-6),
            "EXTRA" => model.Extra(),
            "gradient tracking" => model.GradientTracking(),
            "MSDA" => model.Msda(),
            "ADOM+" => model.AdomPlus(multiConsensus: true),
            _ => model.AdomPlus(multiConsensus: false),
        };
    }
}
