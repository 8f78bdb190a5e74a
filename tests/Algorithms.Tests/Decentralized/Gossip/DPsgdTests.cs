using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class DPsgdTests
{
    private const double L = 100;

    [Theory]
    [InlineData("cycle", "0.447", "7.9e-3")]
    [InlineData("line", "0.459", "1.1e-2")]
    [InlineData("grid", "0.299", "4.8e-3")]
    [InlineData("complete", "0.337", "2.4e-3")]
    [InlineData("star", "20.8", "1.3e-1")]
    public void The_bias_of_a_constant_step_is_as_recorded(string graph, string stall, string biasOfMean)
    {
        GossipTrial one = GossipTrial.Of("Q1", graph, new DPsgdOptions { LearningRate = 0.1 / L }).Run(20_000);
        Recorded.Equal(stall, one.Error());
        Assert.InRange(one.ErrorOfMean(), 0, 2e-18);

        Recorded.Equal(biasOfMean, GossipTrial.Of("Q2", graph, new DPsgdOptions { LearningRate = 0.1 / L }).Run(20_000).ErrorOfMean());
    }

    [Fact]
    public void Without_a_step_size_it_is_a_tenth_of_that_of_gradient_descent()
    {
        GossipTrial given = GossipTrial.Of("Q1", "cycle", new DPsgdOptions { LearningRate = 0.1 / L }).Run(50);
        GossipTrial left = GossipTrial.Of("Q1", "cycle", new DPsgdOptions()).Run(50);
        Assert.Equal(given.Runner.Nodes[3][0].ToArray(), left.Runner.Nodes[3][0].ToArray());
    }

    [Theory]
    [InlineData(GossipOrder.CombineThenAdapt)]
    [InlineData(GossipOrder.AdaptThenCombine)]
    public void The_limit_is_the_fixed_point_of_its_formula(GossipOrder order)
    {
        GossipTrial trial = GossipTrial.Of("Q2", "grid", new DPsgdOptions { Order = order }).Run(20_000);
        double[][] sent = [.. trial.Runner.Nodes.Select(node => node[0].ToArray())];
        for (int i = 0; order == GossipOrder.AdaptThenCombine && i < 16; i++)
            VectorKernels.Add(sent[i], Step(i), sent[i]);
        for (int i = 0; i < 16; i++)
        {
            double[] x = order == GossipOrder.CombineThenAdapt ? Step(i) : new double[10];
            for (int j = 0; j < 16; j++)
                VectorKernels.Axpy(trial.Setting.Mixing[i, j], sent[j], x);
            Assert.InRange(VectorKernels.SquaredDistance<double>(x, trial.Runner.Nodes[i][0]), 0, 1e-26);
        }

        double[] Step(int i)
        {
            double[] gradient = new double[10];
            trial.Problem.Local(i).Gradient(trial.Runner.Nodes[i][0], gradient);
            VectorKernels.Scale(-0.1 / L, gradient);
            return gradient;
        }
    }

    [Fact]
    public void A_decreasing_step_removes_the_bias_slowly()
    {
        GossipTrial constant = GossipTrial.Of("Q2", "grid", new DPsgdOptions { LearningRate = 0.3 / L }).Run(2000);
        GossipTrial decreasing = GossipTrial.Of("Q2", "grid", new DPsgdOptions { LearningRate = 0.3 / L, Decay = 0.01 }).Run(2000);
        double before = decreasing.Error();
        Assert.InRange(before, 0, constant.Error() / 20);
        Assert.InRange(decreasing.Run(18_000).Error(), before / 300, before / 20);
    }

    [Fact]
    public void Steps_preserve_the_mean_up_to_the_mean_gradient()
    {
        foreach (GossipOrder order in Enum.GetValues<GossipOrder>())
        {
            GossipTrial trial = GossipTrial.Of("Q2", "star", new DPsgdOptions { Order = order, LearningRate = 0.1 / L }).Run(5);
            double[] before = trial.Mean(node => trial.Runner.Nodes[node][0]);
            trial.Run(1);
            double[] after = trial.Mean(node => trial.Runner.Nodes[node][0]);
            double[] step = trial.Mean(node => trial.Runner.Nodes[node][1]);
            for (int k = 0; k < 10; k++)
                Assert.Equal(before[k] + step[k], after[k], 1e-14);
            Assert.NotEqual(before, after);
        }
    }

    [Fact]
    public void Gradients_are_clipped()
    {
        GossipTrial trial = GossipTrial.Of("Q1", "line", new DPsgdOptions { LearningRate = 0.5, ClipNorm = 2 }).Run(1);
        Assert.All(trial.Runner.Nodes, node => Assert.Equal(1, Math.Sqrt(node[0].ToArray().Sum(x => x * x)), 1e-12));
        Assert.Equal(1, trial.Runner.Nodes[0].Gradients);
    }
}
