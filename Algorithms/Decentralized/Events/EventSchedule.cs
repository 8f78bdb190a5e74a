using Starling.Algorithms.Decentralized.Networks;

namespace Starling.Algorithms.Decentralized.Events;

/// <summary>
/// Carries out a stretch of events on several threads. Events of different nodes do not wait for one another; at every node events keep their order, so
/// that what comes out is what one thread would make of them.
/// </summary>
internal sealed class EventSchedule
{
    private const int None = -1;
    private const int Looks = 100;

    private readonly object gate = new();
    private readonly int[] latest;
    private readonly PriorityQueue<int, int> ready = new();
    private readonly Action<int, int> loop;
    private Action<int, int> execute = static (_, _) => { };

    // Of every event: how many it waits for, and who waits for it at its first and at its second node.
    private int[] waits = new int[64];
    private int[] followers = new int[128];
    private int count;
    private int remaining;

    /// <summary>An empty stretch.</summary>
    /// <param name="nodes">n.</param>
    public EventSchedule(int nodes)
    {
        latest = new int[nodes];
        Array.Fill(latest, None);
        loop = (_, thread) => Work(thread);
    }

    /// <summary>Adds an event behind the others; it is numbered from 0 in a stretch.</summary>
    /// <param name="first">A node of it.</param>
    /// <param name="second">Its other node; the same where it has one.</param>
    public void Add(int first, int second)
    {
        if (count == waits.Length)
        {
            Array.Resize(ref waits, 2 * count);
            Array.Resize(ref followers, 4 * count);
        }

        waits[count] = 0;
        Follow(first, 0);
        if (second != first)
            Follow(second, 1);
        else
            followers[(2 * count) + 1] = None;
        count++;
    }

    /// <summary>Carries all of them out, and is empty then.</summary>
    /// <param name="threads">The threads.</param>
    /// <param name="carryOut">Carries out one: its number, and the number of the thread. Where it throws, the events that have not begun by then do not begin.</param>
    public void Run(NodeThreads threads, Action<int, int> carryOut)
    {
        execute = carryOut;
        remaining = count;
        for (int number = 0; number < count; number++)
        {
            if (waits[number] == 0)
                ready.Enqueue(number, number);
        }

        try
        {
            threads.Run(threads.Count, loop);
        }
        finally
        {
            ready.Clear();
            count = 0;
            Array.Fill(latest, None);
        }
    }

    private void Follow(int node, int end)
    {
        int place = (2 * count) + end;
        if (latest[node] != None)
        {
            followers[latest[node]] = count;
            waits[count]++;
        }

        followers[place] = None;
        latest[node] = place;
    }

    private void Work(int thread)
    {
        for (int number = Next(); number != None; number = Next())
        {
            try
            {
                execute(number, thread);
            }
            catch
            {
                Abandon();
                throw;
            }

            Done(number);
        }
    }

    // The first of those that wait for nobody; none when all are done. Somebody else is about to be done, mostly: it takes longer to be woken than to
    // look again.
    private int Next()
    {
        for (int look = 0; look < Looks; look++)
        {
            lock (gate)
            {
                if (remaining <= 0 || ready.Count > 0)
                    return Take();
            }

            Thread.SpinWait(50);
        }

        lock (gate)
        {
            while (ready.Count == 0 && remaining > 0)
                Monitor.Wait(gate);
            return Take();
        }
    }

    private int Take() => remaining > 0 ? ready.Dequeue() : None;

    private void Done(int number)
    {
        lock (gate)
        {
            Release(followers[2 * number]);
            Release(followers[(2 * number) + 1]);
            if (--remaining <= 0)
                Monitor.PulseAll(gate);
        }
    }

    private void Release(int follower)
    {
        if (follower == None || --waits[follower] > 0)
            return;

        ready.Enqueue(follower, follower);
        Monitor.Pulse(gate);
    }

    private void Abandon()
    {
        lock (gate)
        {
            remaining = 0;
            Monitor.PulseAll(gate);
        }
    }
}
