using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Tests.Topology;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class ChocoSgdTests
{
    [Theory]
    [InlineData(1, "2.8e-2", true)]
    [InlineData(0.1, "2.1e-3", true)]
    [InlineData(1, "2.8e-2", false)]
    [InlineData(0.1, "2.1e-3", false)]
    public void D5_it_stalls_at_the_recorded_bias(double multiple, string bias, bool compressed)
    {
        GossipTrial trial = GossipTrial.Toy(new ChocoSgdOptions(), multiple, compressed ? new TopKChannel(0.3) : null);
        Recorded.Equal(bias, trial.Run(8000).Error());
    }

    [Fact]
    public void Without_compression_and_with_a_gamma_of_1_it_is_D_PSGD()
    {
        GossipTrial choco = GossipTrial.Of("Q2", "grid", new ChocoSgdOptions { Gamma = 1, LearningRate = 0.002, Decay = 0.1 });
        GossipTrial plain = GossipTrial.Of("Q2", "grid", new DPsgdOptions { Order = GossipOrder.AdaptThenCombine, LearningRate = 0.002, Decay = 0.1 });
        for (int step = 0; step < 100; step++)
        {
            choco.Run(1);
            plain.Run(1);
            Assert.InRange(VectorKernels.SquaredDistance<double>(choco.Runner.Nodes[5][0], plain.Runner.Nodes[5][0]), 0, 1e-26);
        }
    }

    // By hand: two nodes, one number, W = 1/2, gamma = 1/2, no compression, gradients x - c with c = -1 and 1.
    [Theory]
    [InlineData(ChocoOrder.CompressThenMix, 0.05, 0.0725)]
    [InlineData(ChocoOrder.MixThenCompress, 0.1, 0.14)]
    public void Both_orders_by_hand(ChocoOrder order, double first, double second)
    {
        IDistributedProblem problem = new QuadraticProblem([[1], [1]], [[-1], [1]]);
        var trial = new GossipTrial(problem, Named.Graph("line", 2), new ChocoSgdOptions { Order = order, LearningRate = 0.1 });
        Assert.Equal(first, trial.Run(1).Runner.Nodes[1][0][0], 1e-15);
        Assert.Equal(second, trial.Run(1).Runner.Nodes[1][0][0], 1e-15);
        Assert.Equal(trial.Runner.Nodes[1][0][0], -trial.Runner.Nodes[0][0][0], 1e-15);
    }

    [Theory]
    [InlineData(ChocoOrder.CompressThenMix)]
    [InlineData(ChocoOrder.MixThenCompress)]
    public void Public_copies_follow_the_messages(ChocoOrder order)
    {
        var channel = new RecordingChannel(new TopKChannel(0.2), 16, 1, 10);
        var trial = new GossipTrial(GossipTrial.Quadratic("Q2"), Named.Graph("grid", 16), new ChocoSgdOptions { Order = order, Gamma = 0.2 }, channel);
        double[] copy = new double[10];
        for (int step = 0; step < 100; step++)
        {
            trial.Run(1);
            VectorKernels.Add(copy, channel.Last(7, 0), copy);
            Assert.Equal(copy, trial.Runner.Nodes[7][1].ToArray());
        }

        Assert.InRange(trial.Runner.Bytes, 1, 100L * 24 * 48);
    }
}
