using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Tests.Topology;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Mixing;
using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Events;

public sealed class A2CiD2Tests
{
    private const double Rounding = 1e-12;

    // Recorded are the ranges of three seeds; the mean of some other seeds lies in the range, widened by a tenth.
    [Theory]
    [InlineData(16, false, 1394, 1456)]
    [InlineData(16, true, 436, 695)]
    [InlineData(64, false, 87477, 89142)]
    [InlineData(64, true, 7381, 8863)]
    public void Pure_consensus_on_a_ring_takes_the_recorded_activations(int nodes, bool momentum, int least, int most)
    {
        double[] counts = [.. Enumerable.Range(1, 5).Select(seed => (double)Consensus(nodes, momentum, (ulong)seed))];
        Assert.InRange(counts.Average(), 0.9 * least, 1.1 * most);
    }

    [Fact]
    public void Sgd_over_a_ring_comes_near_the_solution_with_the_nodes_together()
    {
        foreach (bool momentum in (bool[])[true, false])
        {
            (double error, double spread) = Descend(new A2CiD2Options { LearningRate = 5e-4, Momentum = momentum });
            Assert.InRange(error, 0, 0.05);
            Assert.InRange(spread, 0, 1e-4);
        }
    }

    [Fact]
    public void The_momentum_of_gradients_is_a_buffer()
    {
        var algorithm = new A2CiD2Options { LearningRate = 0.5, GradientMomentum = 0.5, ClipNorm = 2 }.Create<double>(Setting(4, null));
        var state = new NodeState<double>(algorithm.Vectors.Names.Count, 1);
        algorithm.Start(state, [1.0]);
        algorithm.ApplyGradient(state, [1.0]);
        Assert.Equal((0.5, 0.5), (state[0][0], state[1][0]));
        algorithm.ApplyGradient(state, [8.0]);
        Assert.Equal((-0.75, -0.75), (state[0][0], state[1][0]));
    }

    [Fact]
    public void Without_a_step_size_L_must_be_known()
    {
        var options = new A2CiD2Options();
        Assert.Equal("learningRate", options.Refuse(Setting(4, null))!.Path);
        Assert.Null(options.Refuse(Setting(4, 2)));
        Assert.Null((options with { LearningRate = 1 }).Refuse(Setting(4, null)));
    }

    private static DecentralizedSetting Setting(int nodes, double? smoothness)
    {
        Graph ring = Named.Graph("cycle", nodes);
        return new DecentralizedSetting
        {
            Graph = ring,
            Rates = StochasticGossip.Of(ring, 1).Rates,
            Mixing = MixingMatrix.Of(ring),
            Dimension = 1,
            Smoothness = smoothness,
        };
    }

    private static long Consensus(int nodes, bool momentum, ulong seed)
    {
        DecentralizedSetting setting = Setting(nodes, null);
        var algorithm = new A2CiD2Options { LearningRate = 1, Momentum = momentum }.Create<double>(setting);
        var none = new QuadraticProblem([.. Enumerable.Repeat((double[])[1], nodes)], [.. Enumerable.Repeat((double[])[0], nodes)]);
        var trial = new EventTrial(
            algorithm, setting.Rates, GossipTrial.Oracles(none), 1, seed, node => [node - ((nodes - 1) / 2.0)])
        {
            Computes = false,
        };
        double start = Squares(trial.Nodes);
        while (Squares(trial.Nodes) > 1e-6 * start)
        {
            trial.Next();
            trial.AdvanceAll();
        }

        Assert.Equal(0, trial.Nodes.Sum(node => node[0][0]), Rounding * nodes * nodes);
        Assert.Equal(0, trial.Nodes.Sum(node => node[1][0]), Rounding * nodes * nodes);
        return trial.Activations;
    }

    private static double Squares(NodeState<double>[] nodes)
    {
        double sum = 0;
        foreach (NodeState<double> node in nodes)
            sum += node[0][0] * node[0][0];
        return sum;
    }

    private static (double Error, double Spread) Descend(A2CiD2Options options)
    {
        IDistributedProblem problem = GossipTrial.Quadratic("Q1", 5);
        DecentralizedSetting setting = GossipTrial.SettingOf(problem, Named.Graph("cycle", 16)) with
        {
            Rates = StochasticGossip.Of(Named.Graph("cycle", 16), 4).Rates,
        };
        var trial = new EventTrial(options.Create<double>(setting), setting.Rates, GossipTrial.Oracles(problem), 10, 1);
        while (trial.Time < 12_000)
            trial.Next();
        trial.AdvanceAll();
        double[] mean = new double[10];
        foreach (NodeState<double> node in trial.Nodes)
            VectorKernels.Axpy(1.0 / 16, node[0], mean);
        double spread = 0;
        foreach (NodeState<double> node in trial.Nodes)
            spread += VectorKernels.SquaredDistance<double>(node[0], mean) / 16;
        double[] solution = problem.Solution!.Point.ToArray();
        return (VectorKernels.SquaredDistance<double>(mean, solution) / VectorKernels.SumOfSquares<double>(solution), spread);
    }
}
