using System.Collections.Concurrent;
using Starling.Algorithms.Decentralized.Networks;
using Xunit;

namespace Starling.Algorithms.Tests.Decentralized.Networks;

public sealed class NodeThreadsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_is_done_once_by_a_thread_that_no_other_is(int count)
    {
        var threads = NodeThreads.OfProcess(count);
        int[] busy = new int[count];
        for (int repeat = 0; repeat < 300; repeat++)
        {
            int[] done = new int[17];
            threads.Run(done.Length, (item, thread) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref busy[thread]));
                Interlocked.Increment(ref done[item]);
                Interlocked.Decrement(ref busy[thread]);
            });
            Assert.All(done, times => Assert.Equal(1, times));
        }
    }

    [Fact]
    public void Others_help()
    {
        // Two items that wait for one another need two threads.
        using var both = new Barrier(2);
        NodeThreads.OfProcess(2).Run(2, (_, _) => Assert.True(both.SignalAndWait(TimeSpan.FromMinutes(1))));
    }

    [Fact]
    public void The_caller_does_all_of_it_where_nobody_comes()
    {
        var later = new ConcurrentQueue<Action>();
        var threads = new NodeThreads(3, later.Enqueue);
        List<int> done = [];
        threads.Run(4, (item, thread) =>
        {
            Assert.Equal(0, thread);
            done.Add(item);
        });
        threads.Run(2, (item, _) => done.Add(item));

        Assert.Equal([0, 1, 2, 3, 0, 1], done);

        // Nobody is asked twice, and who comes too late finds nothing to do.
        Assert.Equal(2, later.Count);
        while (later.TryDequeue(out Action? help))
            help();
        Assert.Equal(6, done.Count);
        threads.Run(9, (_, _) => { });
        Assert.Equal(2, later.Count);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_first_exception_is_thrown_on_when_all_are_done(int count)
    {
        var threads = NodeThreads.OfProcess(count);
        for (int repeat = 0; repeat < 100; repeat++)
        {
            int done = 0;
            InvalidOperationException thrown = Assert.Throws<InvalidOperationException>(() => threads.Run(20, (item, _) =>
            {
                Interlocked.Increment(ref done);
                if (item % 7 == 3)
                    throw new InvalidOperationException($"{item}");
            }));
            Assert.Equal("3", thrown.Message);
            Assert.Equal(20, done);
        }
    }
}
