using Starling.Algorithms.Data;
using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Problems;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Live;

/// <summary>Nodes on a network that loses, repeats and delays: what one end of an edge applied, the other applied once too.</summary>
public sealed class LiveNodeTests
{
    private const int Nodes = 16;

    private static readonly IDistributedProblem Problem = new QuadraticOptions { Condition = 10 }.Create(new DataContext(new DataLocator(), 1, Nodes));

    [Fact]
    public void Dadao_converges_on_a_network_that_is_slow_compared_to_its_time()
    {
        LiveTrial trial = Trial(seed: 1, delay: 0.02);
        trial.Run(500);

        Assert.True(trial.Distance(Solution) < 1e-8, $"The distance is {trial.Distance(Solution)}.");
    }

    [Fact]
    public void Swaps_that_cross_at_a_node_let_it_diverge()
    {
        LiveTrial trial = Trial(seed: 1, delay: 0.02, crosses: true);
        trial.Run(300);

        Assert.False(trial.Distance(Solution) < 1e6, $"The distance is {trial.Distance(Solution)}.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_swap_is_applied_once_at_both_ends_whatever_is_lost_or_repeated(ulong seed)
    {
        LiveTrial trial = Trial(seed, drop: 0.05, duplicate: 0.05);
        trial.Run(200);
        double reached = trial.Distance(Solution);
        trial.Rest();

        Assert.True(reached < 1e-6, $"The distance is {reached}.");
        Assert.True(trial.Nodes.Sum(node => node.Settlements) > 50);
        Assert.Equal(0, trial.Disagreements());
        Assert.InRange(trial.Imbalance(), 0, 1e-12);
    }

    [Fact]
    public void Nodes_that_lose_their_memory_are_made_up_for_and_the_others_go_on()
    {
        LiveTrial trial = Trial(seed: 3, drop: 0.02, duplicate: 0.02);
        trial.Run(20);
        byte[] early = trial.Nodes[5].Save();
        trial.Run(20);
        trial.Begin(2, snapshot: null, trial.Clocks[2].Time);
        trial.Begin(3, snapshot: null, trial.Clocks[3].Time);
        trial.Run(20);
        trial.Begin(5, early, trial.Clocks[5].Time);
        trial.Run(180);
        double reached = trial.Distance(Solution);
        trial.Rest();

        Assert.True(reached < 1e-6, $"The distance is {reached}.");
        Assert.Equal(0, trial.Disagreements());
        Assert.InRange(trial.Imbalance(), 0, 1e-11);
    }

    [Fact]
    public void A_node_that_stands_still_stops_nobody()
    {
        LiveTrial trial = Trial(seed: 4, delay: 0.002);
        trial.Run(10);
        double[] before = [.. trial.Clocks.Select(clock => clock.Time)];
        trial.Run(10);
        double[] undisturbed = [.. trial.Clocks.Select((clock, node) => clock.Time - before[node])];
        before = [.. trial.Clocks.Select(clock => clock.Time)];
        trial.Stop(4, 10);
        trial.Run(10);

        for (int node = 0; node < Nodes; node++)
        {
            double passed = trial.Clocks[node].Time - before[node];
            if (node == 4)
                Assert.InRange(passed, 0, 2.5);
            else
                Assert.InRange(passed, 0.9 * undisturbed[node], 1.1 * undisturbed[node]);
        }

        trial.Run(100);
        Assert.True(trial.Distance(Solution) < 1e-6);
        trial.Rest();
        Assert.Equal(0, trial.Disagreements());
    }

    [Fact]
    public void A_snapshot_brings_a_node_back_to_the_last_bit()
    {
        LiveTrial trial = Trial(seed: 5);
        trial.Run(5);
        byte[] snapshot = trial.Nodes[1].Save();
        trial.Begin(1, snapshot, trial.Nodes[1].State.Time);

        Assert.Equal(trial.Nodes[1].SnapshotLength, snapshot.Length);
        Assert.Equal(snapshot, trial.Nodes[1].Save());
        Assert.Throws<InvalidDataException>(() => trial.Nodes[1].Load(snapshot[1..]));
    }

    private static ReadOnlySpan<double> Solution => Problem.Solution!.Point.Span;

    private static LiveTrial Trial(ulong seed, double delay = 0.005, double drop = 0, double duplicate = 0, bool crosses = false)
    {
        EdgeRates rates = UniformRates.Of(new CycleOptions().Create(Nodes, 1, 0));
        var algorithm = new Dadao<double>(DadaoConstants.Of(Problem.Smoothness, Problem.StrongConvexity, rates.Chi1));
        return new LiveTrial(algorithm, rates.Times(1.1), node => new ProblemNodeOracle(Problem.Local(node)), Problem.Dimension, seed)
        {
            Delay = delay,
            Crosses = crosses,
            Drop = drop,
            Duplicate = duplicate,
        };
    }
}
