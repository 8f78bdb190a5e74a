using Starling.Algorithms.Decentralized.Gossip;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class MsdaTests
{
    [Theory]
    [InlineData("cycle", 117, 5, 100)]
    [InlineData("line", 113, 10, 100)]
    [InlineData("grid", 143, 3, 100)]
    [InlineData("complete", 104, 1, 100)]
    [InlineData("star", 136, 4, 100)]
    [InlineData("cycle", 384, 5, 1000)]
    [InlineData("cycle", 1231, 5, 10_000)]
    public void Steps_to_1e_6_as_recorded(string graph, int steps, int rounds, double condition)
    {
        GossipTrial trial = GossipTrial.Of("Q1", graph, new MsdaOptions(), condition);
        Assert.Equal(rounds, trial.Algorithm.Exchanges);
        Assert.Equal(steps, trial.StepsTo(1e-6, 5000));
        Assert.Equal((long)steps * rounds * trial.Setting.Graph.EdgeCount, trial.Runner.Activations);
        Assert.All(trial.Runner.Nodes, node => Assert.Equal(steps, node.Gradients));
    }

    [Fact]
    public void Its_limit_is_exact_and_the_duals_keep_their_sum()
    {
        GossipTrial trial = GossipTrial.Of("Q2", "star", new MsdaOptions()).Run(2000);
        Assert.InRange(trial.Error(), 0, 1e-20);
        Assert.All(trial.Mean(node => trial.Runner.Nodes[node][1]), sum => Assert.Equal(0, sum, 1e-10));
    }
}
