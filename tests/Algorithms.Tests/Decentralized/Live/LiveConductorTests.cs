using Starling.Algorithms.Decentralized.Live;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Live;

public sealed class LiveConductorTests
{
    private const int Nodes = 16;

    private static readonly EdgeRates Rates = UniformRates.Of(new CycleOptions().Create(Nodes, 1, 0));

    [Fact]
    public void A_node_that_says_nothing_is_missing_and_the_others_swap_more_often()
    {
        var conductor = new LiveConductor(Rates, pace: 10);
        Assert.Empty(conductor.Look(0.2, Beats(2), Heard(0.2)));
        double[] heard = Heard(1.4);
        heard[5] = 0.2;
        LiveNotice silent = Assert.Single(conductor.Look(1.4, Beats(14), heard));

        Assert.Equal((LiveNoticeKind.NodeSilent, 5), (silent.Kind, silent.Node));
        Assert.True(conductor.IsMissing(5));

        // Without it the cycle is a line, whose edges have resistance 1 instead of 15/16.
        Assert.Equal(16.0 / 15, conductor.Factor, 9);
        Assert.Equal(10, conductor.Pace);

        LiveNotice back = Assert.Single(conductor.Look(1.6, Beats(16), Heard(1.6)));
        Assert.Equal((LiveNoticeKind.NodeBack, 5), (back.Kind, back.Node));
        Assert.Equal(1, conductor.Factor);
    }

    [Fact]
    public void A_node_has_time_to_begin()
    {
        var conductor = new LiveConductor(Rates, pace: 10);
        LiveBeat?[] beats = Beats(1);
        beats[3] = null;
        double[] heard = new double[Nodes];
        Array.Fill(heard, 5);
        heard[3] = 0;
        Assert.Empty(conductor.Look(5, beats, heard));
        Array.Fill(heard, 20);
        heard[3] = 0;
        Assert.Equal(LiveNoticeKind.NodeSilent, Assert.Single(conductor.Look(20, beats, heard)).Kind);
    }

    [Fact]
    public void An_edge_that_is_used_too_little_slows_the_clocks_and_is_told()
    {
        var conductor = new LiveConductor(Rates, pace: 10);
        conductor.Look(0.2, Beats(0), Heard(0.2));
        IReadOnlyList<LiveNotice> notices = conductor.Look(20, Beats(200, shortEdge: 0.6), Heard(20));

        Assert.Equal("Nodes 0 and 1 had 1.49 swaps in a unit of time instead of 2.48; the clocks go slower.", Assert.Single(notices).Message);
        Assert.Equal(8.5, conductor.Pace, 9);
        for (int look = 1; look < 10; look++)
            Assert.Empty(conductor.Look(20 + look, Beats(200 + (10 * look)), Heard(20 + look)));
        Assert.Equal(10, conductor.Pace, 9);
    }

    [Fact]
    public void What_a_node_forgot_was_done_all_the_same()
    {
        var conductor = new LiveConductor(Rates, pace: 10);
        conductor.Look(0.2, Beats(100), Heard(0.2));
        LiveBeat?[] beats = Beats(110);
        beats[4] = beats[4]! with { Gradients = 30, Time = 110 };
        conductor.Look(0.4, beats, Heard(0.4));

        Assert.Equal(100, conductor.GradientsOf(4));
        Assert.Equal((15 * 110) + 100, conductor.Gradients);
        Assert.Equal(110, conductor.Time, 9);
        Assert.Equal((long)(110 * Rates.Rates[0]), conductor.Uses[7]);
    }

    private static double[] Heard(double seconds)
    {
        double[] heard = new double[Nodes];
        Array.Fill(heard, seconds);
        return heard;
    }

    private static LiveBeat?[] Beats(double time, double shortEdge = 1)
    {
        Graph graph = Rates.Graph;
        return
        [
            .. Enumerable.Range(0, Nodes).Select(node => new LiveBeat
            {
                Time = time,
                Gradients = (long)time,
                Swaps = [.. graph.IncidentEdges(node).ToArray().Select(e => (long)(time * Rates.Rates[e] * (e == 0 ? shortEdge : 1)))],
            }),
        ];
    }
}
