using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Runs;
using Starling.Algorithms.Tests.Problems;
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
    public void Pure_consensus_of_a_job_on_a_ring_takes_the_recorded_activations(int nodes, bool momentum, int least, int most)
    {
        double[] counts = [.. Enumerable.Range(1, 5).Select(seed => (double)Consensus(nodes, momentum, seed))];
        Assert.InRange(counts.Average(), 0.9 * least, 1.1 * most);
    }

    [Fact]
    public void A_job_averages_as_often_as_it_says()
    {
        DecentralizedPlan<double> plan = Plan("""{ "algorithm": { "kind": "a2cid2", "averagings": 3 }, "problem": "quadratic", "topology": { "graph": "star", "margin": 2 } }""");
        EdgeRates own = StochasticGossip.Of(plan.Setting.Graph, 3);
        Assert.Equal((own.Chi1, own.Chi2), (plan.Setting.Rates.Chi1, plan.Setting.Chi2));

        // Ten nodes start 3/2 each in a unit of time, and the margin doubles that.
        Assert.Equal(30, plan.Rates[0].Total, 1e-12);
        INetworkRunner<double> network = plan.CreateNetwork();
        while (network.Round < 200)
            network.RunRound();
        Assert.Equal(1, network.Activations / (200 * plan.Rates[0].Total), 0.05);
        Assert.Equal(1, network.Gradients / 2000.0, 0.1);
    }

    [Fact]
    public void Graphs_that_follow_one_another_have_their_own_rates_and_share_the_worst_constants()
    {
        DecentralizedPlan<double> plan = Plan("""
            { "algorithm": "a2cid2", "problem": "quadratic", "workers": { "count": 12 },
              "topology": { "graph": { "kind": "erdos-renyi", "probability": 0.4 }, "graphs": 4, "period": 0.5 } }
            """);
        Assert.Equal(4, plan.Rates.Count);
        Assert.All(plan.Rates, rates => Assert.Equal(6, rates.Total, 1e-12));
        Assert.Equal(plan.Rates.Max(rates => rates.Chi1), plan.Setting.Rates.Chi1);
        Assert.Equal(plan.Rates.Max(rates => rates.Chi2), plan.Setting.Chi2);

        INetworkRunner<double> network = plan.CreateNetwork();
        var edges = new HashSet<int>();
        while (network.Round < 100)
        {
            network.RunRound();
            edges.Add(network.Graph.EdgeCount);
        }

        Assert.True(edges.Count > 1, "The graphs do not take turns.");
        Assert.InRange(NetworkMeasure.Of(network, new double[10], []).Consensus, 0, 1);
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
            Rates = StochasticGossip.Of(ring, 1),
            Mixing = MixingMatrix.Of(ring),
            Dimension = 1,
            Smoothness = smoothness,
        };
    }

    private static DecentralizedPlan<double> Plan(string definition)
    {
        var run = RunDefinition.Parse(definition);
        return DecentralizedPlan<double>.Of(run, run.CreateProblem(TestProblems.Context(run.Workers.Count)));
    }

    // A step that moves nothing to speak of: what is left of the job is its averaging.
    private static long Consensus(int nodes, bool momentum, int seed)
    {
        DecentralizedPlan<double> plan = Plan($$"""
            { "algorithm": { "kind": "a2cid2", "learningRate": 1e-20, "momentum": {{(momentum ? "true" : "false")}} },
              "problem": { "kind": "quadratic", "dimension": 1, "condition": 1 }, "workers": { "count": {{nodes}} }, "seed": {{seed}} }
            """);
        var network = (VirtualTimeRunner<double>)plan.CreateNetwork();
        for (int node = 0; node < nodes; node++)
        {
            network.Nodes[node][0][0] = node - ((nodes - 1) / 2.0);
            network.Nodes[node][1][0] = network.Nodes[node][0][0];
        }

        double start = Squares(network.Nodes);
        while (Squares(network.Nodes) > 1e-6 * start)
        {
            network.Step();
            network.AdvanceAll();
        }

        Assert.Equal(0, network.Nodes.Sum(node => node[0][0]), Rounding * nodes * nodes);
        Assert.Equal(0, network.Nodes.Sum(node => node[1][0]), Rounding * nodes * nodes);
        return network.Activations;
    }

    private static double Squares(IReadOnlyList<NodeState<double>> nodes)
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
            Rates = StochasticGossip.Of(Named.Graph("cycle", 16), 4),
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
