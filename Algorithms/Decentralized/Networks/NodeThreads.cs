using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Starling.Algorithms.Decentralized.Networks;

/// <summary>
/// Threads that share the work of nodes which do not wait for one another. The caller's thread works too and others help where they are free, so that
/// nobody waits for a thread. Who does what is left to chance; whoever uses them sees to it that results do not depend on it.
/// </summary>
public sealed class NodeThreads
{
    // Longer than what lies between two parts of a step, and less than it takes to wake a thread twice.
    private static readonly long Patience = Stopwatch.Frequency / 20_000;

    private readonly Action<Action> start;
    private readonly Action help;
    private volatile Batch? current;
    private int coming;

    /// <summary>A number of threads.</summary>
    /// <param name="count">How many at the most, the caller's among them; 1 or more.</param>
    /// <param name="start">Has a thread other than the caller's run what it is given, now, later or never.</param>
    public NodeThreads(int count, Action<Action> start)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        this.start = start;
        Count = count;
        help = Help;
    }

    /// <summary>How many threads work at the most.</summary>
    public int Count { get; }

    /// <summary>Threads of the process's own pool.</summary>
    /// <param name="count">How many at the most, the caller's among them.</param>
    public static NodeThreads OfProcess(int count) => new(count, static work => ThreadPool.UnsafeQueueUserWorkItem(static one => one(), work, preferLocal: false));

    /// <summary>Does a number of things and returns when all are done. One caller at a time.</summary>
    /// <param name="items">How many.</param>
    /// <param name="work">
    /// Does one: its number, from 0, and the number of the thread that does it, from 0 and below <see cref="Count"/>, which no other has at that time.
    /// Where several throw, the first in number is thrown on; all others are done.
    /// </param>
    public void Run(int items, Action<int, int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        int helpers = Math.Min(Count, items) - 1;
        if (helpers <= 0)
        {
            for (int item = 0; item < items; item++)
                work(item, 0);
            return;
        }

        var batch = new Batch(items, Count, work);
        current = batch;

        // Who was asked before and has not come yet, or waits for more, comes to this.
        for (int expected = Volatile.Read(ref coming); expected < helpers; expected++)
        {
            Interlocked.Increment(ref coming);
            start(help);
        }

        batch.Join();
        batch.Finish();
        current = null;
    }

    private void Help()
    {
        Batch? last = null;
        long since = Stopwatch.GetTimestamp();
        do
        {
            if (current is { } batch && batch != last)
            {
                Interlocked.Decrement(ref coming);
                batch.Join();
                last = batch;
                Interlocked.Increment(ref coming);
                since = Stopwatch.GetTimestamp();
            }

            Thread.SpinWait(10);
        }
        while (Stopwatch.GetTimestamp() - since < Patience);
        Interlocked.Decrement(ref coming);
    }

    /// <summary>The items of one call.</summary>
    private sealed class Batch(int items, int threads, Action<int, int> work)
    {
        private readonly object gate = new();
        private int joined;
        private int next;
        private int done;
        private (int Item, ExceptionDispatchInfo Info)? failure;

        public void Join()
        {
            int thread = Interlocked.Increment(ref joined) - 1;
            if (thread >= threads)
                return;

            for (int item = Interlocked.Increment(ref next) - 1; item < items; item = Interlocked.Increment(ref next) - 1)
            {
                try
                {
                    work(item, thread);
                }
#pragma warning disable CA1031 // It is thrown on to the caller, on the caller's thread.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    Fail(item, exception);
                }

                if (Interlocked.Increment(ref done) == items)
                {
                    lock (gate)
                        Monitor.PulseAll(gate);
                }
            }
        }

        public void Finish()
        {
            // The others are about to finish, mostly.
            var spin = new SpinWait();
            while (Volatile.Read(ref done) < items && !spin.NextSpinWillYield)
                spin.SpinOnce();
            lock (gate)
            {
                while (Volatile.Read(ref done) < items)
                    Monitor.Wait(gate);
            }

            failure?.Info.Throw();
        }

        private void Fail(int item, Exception exception)
        {
            lock (gate)
            {
                if (failure is null || item < failure.Value.Item)
                    failure = (item, ExceptionDispatchInfo.Capture(exception));
            }
        }
    }
}
