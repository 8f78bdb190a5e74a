using Starling.Algorithms.Decentralized.Gossip;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class GradientTrackingTests
{
    private const double L = 100;

    [Theory]
    [InlineData("Q1", "cycle", 0.2, 2777)]
    [InlineData("Q1", "line", 0.15, 4446)]
    [InlineData("Q1", "grid", 0.15, 3703)]
    [InlineData("Q1", "complete", 0.4, 1387)]
    [InlineData("Q1", "star", 0.4, 1389)]
    [InlineData("Q2", "cycle", 0.1, 285)]
    [InlineData("Q2", "line", 0.03, 1057)]
    [InlineData("Q2", "grid", 0.3, 108)]
    [InlineData("Q2", "complete", 0.4, 75)]
    [InlineData("Q2", "star", 0.1, 327)]
    public void Rounds_to_1e_6_with_the_recorded_step(string problem, string graph, double multiple, int rounds)
    {
        GossipTrial trial = GossipTrial.Of(problem, graph, new GradientTrackingOptions { LearningRate = multiple / L });
        Assert.Equal(rounds, trial.StepsTo(1e-6, 10_000));
        Assert.Equal(rounds * trial.Setting.Graph.EdgeCount, trial.Runner.Activations);
        Assert.All(trial.Runner.Nodes, node => Assert.Equal(rounds + 1, node.Gradients));
    }

    [Theory]
    [InlineData("line")]
    [InlineData("cycle")]
    [InlineData("grid")]
    [InlineData("complete")]
    [InlineData("star")]
    [InlineData("barbell")]
    public void The_default_step_reaches_the_exact_solution(string graph)
    {
        foreach (GossipOrder order in Enum.GetValues<GossipOrder>())
            Assert.InRange(GossipTrial.Of("Q2", graph, new GradientTrackingOptions { Order = order }).StepsTo(1e-20, 30_000), 1, 29_999);
    }

    [Theory]
    [InlineData(GossipOrder.CombineThenAdapt)]
    [InlineData(GossipOrder.AdaptThenCombine)]
    public void The_mean_of_the_trackers_is_the_mean_of_the_gradients(GossipOrder order)
    {
        GossipTrial trial = GossipTrial.Of("Q2", "grid", new GradientTrackingOptions { Order = order, LearningRate = 0.1 / L });
        for (int step = 0; step < 200; step++)
        {
            trial.Run(1);
            double[] tracked = trial.Mean(node => trial.Runner.Nodes[node][1]);
            double[] gradients = trial.Mean(node => trial.Runner.Nodes[node][2]);
            for (int k = 0; k < tracked.Length; k++)
                Assert.Equal(gradients[k], tracked[k], 1e-12);
        }
    }

    [Fact]
    public void Adapting_first_takes_two_exchanges_and_no_more_steps_where_everybody_hears_everybody()
    {
        GossipTrial first = GossipTrial.Of("Q1", "complete", new GradientTrackingOptions { LearningRate = 0.4 / L, Order = GossipOrder.AdaptThenCombine });
        Assert.Equal(2, first.Algorithm.Exchanges);
        Assert.InRange(first.StepsTo(1e-6, 3000), 400, 1387);
    }
}
