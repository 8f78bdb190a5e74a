using Starling.Algorithms.Decentralized.Gossip;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class AdomPlusTests
{
    [Theory]
    [InlineData("cycle", 2064, 19, 100)]
    [InlineData("line", 2064, 72, 100)]
    [InlineData("grid", 2064, 9, 100)]
    [InlineData("star", 2056, 12, 100)]
    [InlineData("complete", 1039, 1, 100)]
    [InlineData("cycle", 6419, 19, 1000)]
    public void Steps_to_1e_6_with_several_rounds_as_recorded(string graph, int steps, int rounds, double condition)
    {
        GossipTrial trial = GossipTrial.Of("Q1", graph, new AdomPlusOptions(), condition);
        Assert.Equal(rounds, trial.Algorithm.Exchanges);
        Assert.Equal(steps, trial.StepsTo(1e-6, 10_000));
        Assert.Equal((long)steps * rounds * trial.Setting.Graph.EdgeCount, trial.Runner.Activations);
    }

    [Theory]
    [InlineData("cycle", 29769)]
    [InlineData("grid", 12325)]
    [InlineData("star", 16414)]
    [InlineData("line", 40_000)]
    public void Steps_to_1e_6_with_one_round_as_recorded(string graph, int steps)
    {
        GossipTrial trial = GossipTrial.Of("Q1", graph, new AdomPlusOptions { MultiConsensus = false });
        Assert.Equal(1, trial.Algorithm.Exchanges);
        Assert.Equal(steps, trial.StepsTo(1e-6, 40_000));
    }

    [Fact]
    public void The_sum_of_z_stays_zero()
    {
        GossipTrial trial = GossipTrial.Of("Q2", "star", new AdomPlusOptions());
        for (int step = 0; step < 50; step++)
        {
            trial.Run(20);
            double largest = trial.Runner.Nodes.Max(node => node[2].ToArray().Max(Math.Abs));
            Assert.All(trial.Mean(node => trial.Runner.Nodes[node][2]), mean => Assert.Equal(0, mean / largest, 1e-12));
        }
    }

    // The two equations that couple the new x and y, of which the constants are the closed form.
    [Fact]
    public void The_new_x_and_y_solve_their_equations()
    {
        GossipTrial trial = GossipTrial.Of("Q1", "cycle", new AdomPlusOptions());
        var c = new AdomPlusConstants(Algorithms.Topology.GraphSpectrum.Of(trial.Setting.Graph), 100, 1, multiConsensus: true);
        const double Alpha = 0.5, Beta = 0.005, Nu = 0.5;
        double eta = 1 / (100 * c.Tau2), theta = Nu / (4 * c.Sigma2);
        (double x, double y, double xg, double g, double s) = (0.3, -1.2, 0.7, 2.5, -0.4);

        double newY = (c.YOfY * y) + (c.YOfGradient * g) + (c.YOfXg * xg) + (c.YOfX * x) + (c.YOfS * s);
        double newX = (c.XOfX * x) + (c.XOfXg * xg) + (c.XOfGradient * g) + (c.XOfY * newY);

        double slope = g - (Nu * xg) - newY;
        Assert.Equal(x + (eta * Alpha * (xg - newX)) - (eta * slope), newX, 1e-12);
        Assert.Equal(y + (theta * Beta * slope) - (theta * ((s / Nu) + newX)), newY, 1e-11);
    }
}
