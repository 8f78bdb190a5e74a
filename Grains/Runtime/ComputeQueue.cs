namespace Starling.Grains.Runtime;

/// <summary>
/// The work of a <see cref="ComputePool"/>: one line for each key, first in, first out; lines are served in turn, one piece of work
/// each. A line exists while somebody stands in it; empty ones are kept for reuse, a few of them, so that keys which come and go
/// leave nothing behind.
/// </summary>
/// <remarks>Safe for several threads.</remarks>
internal sealed class ComputeQueue
{
    private const int SpareLines = 16;

    private readonly object gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly Queue<Line> turns = new();
    private readonly Stack<Line> spare = new();
    private bool isComplete;
    private int count;

    /// <summary>How much work waits.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>How many keys have work that waits.</summary>
    public int LineCount
    {
        get
        {
            lock (gate)
                return lines.Count;
        }
    }

    /// <summary>Adds work at the end of its key's line.</summary>
    /// <returns>False where <see cref="Complete"/> was called.</returns>
    public bool TryAdd(string key, Action work)
    {
        lock (gate)
        {
            if (isComplete)
                return false;

            if (!lines.TryGetValue(key, out Line? line))
            {
                line = spare.TryPop(out Line? free) ? free : new Line();
                line.Key = key;
                lines.Add(key, line);
                turns.Enqueue(line);
            }

            line.Work.Enqueue(work);
            count++;
            Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Takes the next work; waits for it where there is none.</summary>
    /// <returns>Null once <see cref="Complete"/> was called and nothing is left.</returns>
    public Action? Take()
    {
        lock (gate)
        {
            while (turns.Count == 0)
            {
                if (isComplete)
                    return null;

                Monitor.Wait(gate);
            }

            Line line = turns.Dequeue();
            Action work = line.Work.Dequeue();
            count--;
            if (line.Work.Count > 0)
            {
                turns.Enqueue(line);
            }
            else
            {
                lines.Remove(line.Key);
                if (spare.Count < SpareLines)
                    spare.Push(line);
            }

            return work;
        }
    }

    /// <summary>Takes no more work in; what waits can still be taken.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
            Monitor.PulseAll(gate);
        }
    }

    private sealed class Line
    {
        public string Key { get; set; } = "";

        public Queue<Action> Work { get; } = new();
    }
}
