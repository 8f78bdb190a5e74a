using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Topology.Rates;

/// <summary>The rates of A2CiD2's averaging, where they are known in closed form.</summary>
public sealed class StochasticGossipTests
{
    [Fact]
    public void On_a_ring_every_edge_has_half_of_what_a_node_has()
    {
        EdgeRates ring = StochasticGossip.Of(Named.Graph("cycle", 16), 1);
        Assert.All(ring.Rates, rate => Assert.Equal(0.5, rate));
        Assert.Equal(1 / (1 - Math.Cos(Math.PI / 8)), ring.Chi1, 1e-11);
        Assert.Equal(15.0 / 16, ring.Chi2, 1e-12);
    }

    [Fact]
    public void On_a_complete_graph_there_is_nothing_to_gain()
    {
        EdgeRates complete = StochasticGossip.Of(Named.Graph("complete", 8), 1);
        Assert.Equal(7.0 / 8, complete.Chi1, 1e-13);
        Assert.Equal(7.0 / 8, complete.Chi2, 1e-13);
    }

    [Fact]
    public void Every_node_starts_as_many_averagings_whatever_its_degree()
    {
        EdgeRates star = StochasticGossip.Of(Named.Graph("star", 5), 2);
        Assert.All(star.Rates, rate => Assert.Equal(1.25, rate));
        Assert.Equal(5, star.Total, 1e-14);
        Assert.Equal(3 * 64 / 2.0, StochasticGossip.Of(Named.Graph("barbell", 64), 3).Total, 1e-11);
        Assert.Throws<ArgumentOutOfRangeException>(() => StochasticGossip.Of(Named.Graph("star", 5), 0));
    }
}
