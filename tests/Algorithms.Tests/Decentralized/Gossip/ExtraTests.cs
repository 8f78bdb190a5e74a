using Starling.Algorithms.Decentralized.Gossip;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Gossip;

public sealed class ExtraTests
{
    [Theory]
    [InlineData("Q1", "cycle", 0.8, 693, 100)]
    [InlineData("Q1", "line", 1, 676, 100)]
    [InlineData("Q1", "grid", 0.8, 693, 100)]
    [InlineData("Q1", "complete", 1.2, 461, 100)]
    [InlineData("Q1", "star", 1.2, 461, 100)]
    [InlineData("Q1", "cycle", 0.8, 6945, 1000)]
    [InlineData("Q1", "cycle", 0.8, 69468, 10_000)]
    [InlineData("Q2", "cycle", 1, 103, 100)]
    [InlineData("Q2", "line", 0.5, 159, 100)]
    [InlineData("Q2", "grid", 1, 60, 100)]
    [InlineData("Q2", "complete", 1, 25, 100)]
    [InlineData("Q2", "star", 0.4, 124, 100)]
    public void Rounds_to_1e_6_with_the_recorded_step(string problem, string graph, double multiple, int rounds, double condition)
    {
        GossipTrial trial = GossipTrial.Of(problem, graph, new ExtraOptions { LearningRate = multiple / condition }, condition);
        Assert.Equal(rounds, trial.StepsTo(1e-6, 100_000));
        Assert.Equal(rounds * trial.Setting.Graph.EdgeCount, trial.Runner.Activations);
        Assert.All(trial.Runner.Nodes, node => Assert.Equal(rounds, node.Gradients));
    }

    [Theory]
    [InlineData("line")]
    [InlineData("cycle")]
    [InlineData("grid")]
    [InlineData("complete")]
    [InlineData("star")]
    [InlineData("barbell")]
    public void The_default_step_reaches_the_exact_solution(string graph) =>
        Assert.InRange(GossipTrial.Of("Q2", graph, new ExtraOptions()).StepsTo(1e-20, 20_000), 1, 19_999);

    // The published recursion, from its own first step.
    [Fact]
    public void It_is_the_published_recursion()
    {
        const double Eta = 0.005;
        GossipTrial trial = GossipTrial.Of("Q2", "grid", new ExtraOptions { LearningRate = Eta });
        double[][] before = Rows();
        double[][] now = Rows();
        for (int step = 0; step < 30; step++)
        {
            double[][] next = Rows();
            for (int i = 0; i < 16; i++)
            {
                double[] mixed = Mixed(now, i);
                double[] old = Mixed(before, i);
                double[] g = Gradient(now[i], i);
                double[] oldG = Gradient(before[i], i);
                for (int k = 0; k < 10; k++)
                {
                    next[i][k] = step == 0
                        ? mixed[k] - (Eta * g[k])
                        : now[i][k] + mixed[k] - ((before[i][k] + old[k]) / 2) - (Eta * (g[k] - oldG[k]));
                }
            }

            (before, now) = (now, next);
            trial.Run(1);
            for (int i = 0; i < 16; i++)
                Assert.InRange(VectorKernels.SquaredDistance<double>(trial.Runner.Nodes[i][0], now[i]), 0, 1e-26);
        }

        double[] Mixed(double[][] rows, int i)
        {
            double[] sum = new double[10];
            for (int j = 0; j < 16; j++)
                VectorKernels.Axpy(trial.Setting.Mixing[i, j], rows[j], sum);
            return sum;
        }

        double[] Gradient(double[] x, int i)
        {
            double[] gradient = new double[10];
            trial.Problem.Local(i).Gradient(x, gradient);
            return gradient;
        }

        static double[][] Rows() => [.. Enumerable.Range(0, 16).Select(_ => new double[10])];
    }
}
