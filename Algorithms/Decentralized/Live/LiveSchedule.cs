using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Decentralized.Live;

/// <summary>Something that a node is to start now.</summary>
/// <param name="Place">The place of the neighbour to swap with; -1 for a gradient.</param>
public readonly record struct LiveTask(int Place)
{
    /// <summary>A gradient of the node's function.</summary>
    public static LiveTask Gradient { get; } = new(-1);

    /// <summary>Whether it is a gradient.</summary>
    public bool IsGradient => Place < 0;
}

/// <summary>
/// The Poisson clocks of one node in its own time: one for gradients, one for the swaps that it starts with every neighbour. Own time runs at a pace, units
/// a second. It stands still while the node swaps, so that a swap takes no time as the method means it, and while more is due than the node can do: so
/// there are never fewer swaps in a unit of time than the rates say, which would let DADAO diverge; a node that cannot keep up becomes slow instead. Either
/// end of an edge starts half of its swaps; where they fall behind, the neighbour being slower, the node starts more of them. A neighbour that does not
/// answer holds nobody up: its swaps are left out.
/// </summary>
/// <remarks>
/// Where swaps took more than about 0.1 units of own time, or crossed one another at a node, DADAO diverged (16 nodes on a cycle, condition numbers 10 and
/// 100; a simulation with delays). Exponential waiting times have no memory: where a rate changes, the next event is drawn anew. Not thread-safe.
/// </remarks>
public sealed class LiveSchedule
{
    /// <summary>Swaps that may be due before own time stands still.</summary>
    private const int MostWaiting = 3;

    /// <summary>So many swaps fewer than the rate says are left to chance.</summary>
    private const double MostBehind = 16;

    /// <summary>A gradient is applied at most so many units of own time after its point was taken; DADAO bears more than two.</summary>
    private const double OldestPoint = 1;

    /// <summary>
    /// Own time makes up, at twice its pace, for at most so many seconds in which it stood still or nobody looked at it: a node that was stopped has missed
    /// them. Made up for at once, they let DADAO diverge.
    /// </summary>
    private const double MostSeconds = 0.1;

    private readonly double gradientRate;
    private readonly double[] rates;
    private readonly double[] behind;
    private readonly bool[] isSilent;
    private readonly Queue<int> due = new();
    private RandomStream stream;
    private int swapping = -1;
    private bool isComputing;
    private bool isGradientWaiting;
    private double factor = 1;
    private double owed;
    private double computingSince;
    private double total;
    private double next;

    /// <summary>Clocks that stand at a time.</summary>
    /// <param name="seed">The job's seed.</param>
    /// <param name="node">The node.</param>
    /// <param name="life">Which life of the node: one that lost its memory draws other numbers.</param>
    /// <param name="gradientRate">Gradients in a unit of time.</param>
    /// <param name="rates">Swaps with every neighbour in a unit of time, whoever of the two starts them.</param>
    /// <param name="time">Own time at the beginning.</param>
    public LiveSchedule(ulong seed, int node, int life, double gradientRate, ReadOnlySpan<double> rates, double time = 0)
    {
        this.gradientRate = gradientRate;
        this.rates = rates.ToArray();
        behind = new double[rates.Length];
        isSilent = new bool[rates.Length];
        stream = new RandomStream(seed, RandomPurpose.Topology, node + 1, int.MaxValue - life);
        Time = time;
        DrawNext(time);
    }

    /// <summary>Own time.</summary>
    public double Time { get; private set; }

    /// <summary>Units of time in a second; 0 stands still.</summary>
    public double Pace { get; private set; }

    /// <summary>Swaps that were left out because the neighbour did not answer.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Whether own time stands still.</summary>
    public bool IsHeld => swapping >= 0 || isGradientWaiting || due.Count >= MostWaiting || (isComputing && Time - computingSince >= OldestPoint);

    /// <summary>Seconds until the next event at the present pace; infinite where only what is under way changes anything.</summary>
    public double SecondsToNext => IsHeld || Pace <= 0 ? double.PositiveInfinity : Math.Max(0, (next - Time) / Pace);

    /// <summary>Sets how fast own time goes, and by how much swaps are more frequent than the rates say.</summary>
    /// <param name="pace">Units a second.</param>
    /// <param name="more">The factor, 1 or more.</param>
    public void SetPace(double pace, double more)
    {
        Pace = pace;
        if (more == factor)
            return;

        factor = more;
        DrawNext(Time);
    }

    /// <summary>Lets own time go on, to the next event at most: what is due then comes before time goes further.</summary>
    /// <param name="seconds">Seconds since the last call.</param>
    public void Pass(double seconds)
    {
        seconds = Math.Min(seconds, MostSeconds);
        if (IsHeld || Pace <= 0)
        {
            owed = Math.Min(MostSeconds, owed + seconds);
            return;
        }

        double end = isComputing ? Math.Min(next, computingSince + OldestPoint) : next;
        double made = seconds + Math.Min(owed, seconds);
        double units = Math.Min(made * Pace, Math.Max(0, end - Time));
        owed = Math.Clamp(owed + seconds - (units / Pace), 0, MostSeconds);
        Time = made * Pace >= end - Time ? end : Time + units;
        for (int place = 0; place < behind.Length; place++)
            behind[place] += rates[place] * factor * units;
    }

    /// <summary>A swap with a neighbour was applied, whoever started it.</summary>
    public void Swapped(int place) => behind[place] = Math.Max(0, behind[place] - 1);

    /// <summary>Takes the next thing to start; call it until there is none. One gradient and one swap are under way at a time.</summary>
    public bool TryStart(out LiveTask task)
    {
        while (!IsHeld && next <= Time)
        {
            int place = Choose();
            DrawNext(next);
            if (place >= 0)
            {
                Enqueue(place);
            }
            else if (isComputing)
            {
                isGradientWaiting = true;
            }
            else
            {
                isComputing = true;
                computingSince = Time;
                task = LiveTask.Gradient;
                return true;
            }
        }

        for (int place = 0; place < behind.Length && due.Count < MostWaiting; place++)
        {
            if (behind[place] <= MostBehind || isSilent[place] || swapping == place || due.Contains(place))
                continue;

            due.Enqueue(place);
        }

        task = default;
        if (swapping >= 0 || !due.TryDequeue(out int neighbor))
            return false;

        swapping = neighbor;
        task = new LiveTask(neighbor);
        return true;
    }

    /// <summary>The gradient that was under way is done.</summary>
    /// <returns>Whether the next one is due and starts at once.</returns>
    public bool EndGradient()
    {
        isComputing = isGradientWaiting;
        isGradientWaiting = false;
        computingSince = Time;
        return isComputing;
    }

    /// <summary>The swap that was under way is done, or is given up.</summary>
    public void EndSwap() => swapping = -1;

    /// <summary>A neighbour has not answered for a while: what is due with it is left out until it does.</summary>
    public void Silence(int place)
    {
        isSilent[place] = true;
        LeftOut++;
        for (int count = due.Count; count > 0; count--)
            Enqueue(due.Dequeue());
    }

    /// <summary>A neighbour answers again.</summary>
    public void Speak(int place)
    {
        isSilent[place] = false;
        behind[place] = 0;
    }

    private void Enqueue(int place)
    {
        if (isSilent[place])
            LeftOut++;
        else
            due.Enqueue(place);
    }

    // Either end starts half of the swaps of an edge.
    private double RateOf(int place) => rates[place] * factor / 2;

    private void DrawNext(double from)
    {
        total = gradientRate;
        for (int place = 0; place < rates.Length; place++)
            total += RateOf(place);
        next = total > 0 ? from - (DeterministicMath.Log(1 - stream.NextDouble()) / total) : double.PositiveInfinity;
    }

    private int Choose()
    {
        double point = (stream.NextDouble() * total) - gradientRate;
        if (point < 0)
            return -1;

        int place = 0;
        while (place < rates.Length - 1 && point >= RateOf(place))
            point -= RateOf(place++);
        return place;
    }
}
