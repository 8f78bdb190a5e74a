using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Networks;
using Starling.Algorithms.Numerics;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Events;

public sealed class EventScheduleTests
{
    private const int Nodes = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void At_every_node_events_keep_their_order(int count)
    {
        var threads = NodeThreads.OfProcess(count);
        var schedule = new EventSchedule(Nodes);
        var stream = new RandomStream(3, RandomPurpose.Noise);
        for (int repeat = 0; repeat < 50; repeat++)
        {
            (int First, int Second)[] events = [.. Enumerable.Range(0, 150).Select(_ => (stream.NextInt32(Nodes), stream.NextInt32(Nodes)))];
            List<int>[] at = [.. Enumerable.Range(0, Nodes).Select(_ => new List<int>())];
            int[] busy = new int[Nodes];
            foreach ((int first, int second) in events)
                schedule.Add(first, second);
            schedule.Run(threads, (number, thread) =>
            {
                Assert.InRange(thread, 0, count - 1);
                foreach (int node in new[] { events[number].First, events[number].Second }.Distinct())
                {
                    Assert.Equal(1, Interlocked.Increment(ref busy[node]));
                    at[node].Add(number);
                    Interlocked.Decrement(ref busy[node]);
                }
            });

            for (int node = 0; node < Nodes; node++)
                Assert.Equal(Enumerable.Range(0, events.Length).Where(number => events[number].First == node || events[number].Second == node), at[node]);
        }
    }

    [Fact]
    public void Events_of_different_nodes_are_carried_out_at_once()
    {
        using var both = new Barrier(2);
        var schedule = new EventSchedule(4);
        schedule.Add(0, 1);
        schedule.Add(2, 3);
        schedule.Run(NodeThreads.OfProcess(2), (_, _) => Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public void What_an_event_throws_is_thrown_on_and_the_next_stretch_is_whole()
    {
        var threads = NodeThreads.OfProcess(3);
        var schedule = new EventSchedule(Nodes);
        for (int repeat = 0; repeat < 50; repeat++)
        {
            for (int number = 0; number < 20; number++)
                schedule.Add(0, number % Nodes);
            List<int> done = [];
            Assert.Throws<InvalidOperationException>(() => schedule.Run(threads, (number, _) =>
            {
                done.Add(number);
                if (number == 5)
                    throw new InvalidOperationException();
            }));
            Assert.Equal([0, 1, 2, 3, 4, 5], done);
        }
    }
}
