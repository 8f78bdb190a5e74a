using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Graphs;
using Starling.Algorithms.Topology.Rates;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Events;

public sealed class EventQueueTests
{
    private const int Nodes = 12;

    [Theory]
    [InlineData(1, double.PositiveInfinity)]
    [InlineData(3, 0.4)]
    [InlineData(3, 0.003)]
    public void Events_come_as_the_clocks_draw_them_one_by_one(int graphs, double period)
    {
        EventClock[] Clocks(EventUniforms uniforms) => [.. Enumerable.Range(0, graphs).Select(k => new EventClock(Nodes, 1, Rates(k), uniforms))];
        var queued = new EventUniforms(5);
        var single = new EventUniforms(5);
        var queue = new EventQueue(Clocks(queued), period, queued);
        EventClock[] clocks = Clocks(single);
        double time = 0;
        long changes = 0;
        for (int k = 0; k < 5000; k++)
        {
            NetworkEvent expected = clocks[changes % graphs].Next(time);
            for (; expected.Time >= (changes + 1) * period; expected = clocks[changes % graphs].Next(time))
                time = ++changes * period;
            time = expected.Time;

            DrawnEvent actual = queue.Take();
            Assert.Equal(new DrawnEvent(expected, changes, single.Drawn), actual);
            Assert.True(queue.Next.Event.Time >= time);
            if (k % 97 == 0)
            {
                // As a snapshot does: what was drawn ahead is drawn anew.
                queued.SkipTo(actual.Drawn);
                queue.GoOnFrom(actual.Event.Time, actual.Changes);
            }
        }

        Assert.True(graphs == 1 || changes > 20);
    }

    [Fact]
    public void Uniform_numbers_are_those_of_the_stream_from_any_place()
    {
        var stream = new RandomStream(9, RandomPurpose.Topology, participant: 0, round: int.MaxValue);
        double[] expected = new double[200];
        foreach (ref double number in expected.AsSpan())
            number = stream.NextDouble();

        foreach (int first in new[] { 0, 1, 7, 16, 33 })
        {
            var uniforms = new EventUniforms(9);
            uniforms.Next();
            uniforms.SkipTo(first);
            Assert.Equal(expected[first..], Enumerable.Range(first, expected.Length - first).Select(_ => uniforms.Next()));
            Assert.Equal(expected.Length, uniforms.Drawn);
        }
    }

    private static EdgeRates Rates(int kind) => UniformRates.Of(((TopologyOptions)(kind switch
    {
        0 => new CycleOptions(),
        1 => new CompleteOptions(),
        _ => new StarOptions(),
    })).Create(Nodes, 1));
}
