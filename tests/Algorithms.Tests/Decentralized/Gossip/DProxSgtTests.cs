using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Tests.Problems;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class DProxSgtTests
{
    [Theory]
    [InlineData(1, 163, 182)]
    [InlineData(0.5, 328, 371)]
    [InlineData(0.3, 547, 621)]
    public void D1_steps_to_1e_6_and_1e_12(double multiple, int six, int twelve)
    {
        GossipTrial trial = GossipTrial.Toy(new DProxSgtOptions(), multiple);
        Assert.Equal(six, trial.StepsTo(1e-6, 2000));
        Assert.Equal(twelve, trial.StepsTo(1e-12, 2000));
        Assert.All(trial.Runner.Nodes, node => Assert.Equal(twelve, node.Gradients));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.3)]
    public void D5_the_limit_is_exact(double multiple) =>
        Assert.InRange(GossipTrial.Toy(new DProxSgtOptions(), multiple).Run(2000).Distance(), 0, 3e-28);

    [Fact]
    public void D4_averaging_preserves_means_and_the_trackers_follow_the_gradients()
    {
        var channel = new RecordingChannel(null, 5, 2, 20);
        GossipTrial trial = GossipTrial.Toy(new DProxSgtOptions(), 1, channel);
        for (int step = 0; step < 300; step++)
        {
            trial.Run(1);
            double[] tracked = trial.Mean(node => trial.Runner.Nodes[node][1]);
            double[] gradients = trial.Mean(node => trial.Runner.Nodes[node][2]);
            double[] x = trial.Mean(node => trial.Runner.Nodes[node][0]);
            double[] half = trial.Mean(node => channel.Last(node, 1));
            for (int k = 0; k < 20; k++)
            {
                Assert.Equal(gradients[k], tracked[k], 1e-14);
                Assert.Equal(half[k], x[k], 1e-14);
            }
        }
    }

    [Fact]
    public void The_default_step_is_a_tenth_of_that_of_gradient_descent()
    {
        LeastSquaresProblem toy = TestProblems.Toy();
        var left = new GossipTrial(toy, Topology.Named.Graph("cycle", 5), new DProxSgtOptions()).Run(30);
        GossipTrial given = GossipTrial.Toy(new DProxSgtOptions(), 0.1).Run(30);
        Assert.InRange(VectorKernels.SquaredDistance<double>(left.Runner.Nodes[2][0], given.Runner.Nodes[2][0]), 0, 1e-28);
    }

    // The recorded gradients are at most 1.2 long at the solution, so that a norm of 2 changes the way there and not where it leads.
    [Fact]
    public void Clipping_before_tracking_keeps_the_mean()
    {
        GossipTrial trial = GossipTrial.Toy(new DProxSgtOptions { ClipNorm = 2 }, 0.5).Run(1);
        Assert.Contains(trial.Runner.Nodes, node => Math.Abs(VectorKernels.Norm2<double>(node[2]) - 2) < 1e-12);
        double[] tracked = trial.Mean(node => trial.Runner.Nodes[node][1]);
        double[] gradients = trial.Mean(node => trial.Runner.Nodes[node][2]);
        for (int k = 0; k < 20; k++)
            Assert.Equal(gradients[k], tracked[k], 1e-14);
        Assert.InRange(trial.Run(3000).Distance(), 0, 1e-28);
    }
}
