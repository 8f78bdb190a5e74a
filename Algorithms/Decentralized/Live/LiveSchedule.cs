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
/// a second. It stands still while the node has more due than it can do: so there are never fewer swaps in a unit of time than the rates say, which would let DADAO
/// diverge; a node that cannot keep up becomes slow instead. A neighbour that does not answer holds nobody up: its swaps are left out.
/// </summary>
/// <remarks>Exponential waiting times have no memory: where a rate or the pace changes, the next event is drawn anew. Not thread-safe.</remarks>
public sealed class LiveSchedule
{
    /// <summary>Swaps with one neighbour that may be due behind the one under way before own time stands still.</summary>
    private const int MostWaiting = 3;

    /// <summary>Own time makes up for at most so many seconds that nobody looked at the clock: a node that was stopped has missed them.</summary>
    private const double MostSeconds = 0.1;

    private readonly double gradientRate;
    private readonly double[] rates;
    private readonly double[] factors;
    private readonly bool[] isBusy;
    private readonly bool[] isSilent;
    private readonly int[] waiting;
    private RandomStream stream;
    private bool isComputing;
    private int gradientsWaiting;
    private double total;
    private double next;

    /// <summary>Clocks at time 0.</summary>
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
        factors = new double[rates.Length];
        Array.Fill(factors, 1);
        isBusy = new bool[rates.Length];
        isSilent = new bool[rates.Length];
        waiting = new int[rates.Length];
        stream = new RandomStream(seed, RandomPurpose.Topology, node + 1, int.MaxValue - life);
        Time = time;
        DrawNext(time);
    }

    /// <summary>Own time.</summary>
    public double Time { get; private set; }

    /// <summary>Units of time in a second; 0 stands still.</summary>
    public double Pace { get; private set; }

    /// <summary>Seconds in which own time stood still because the node could not keep up.</summary>
    public double HeldSeconds { get; private set; }

    /// <summary>Swaps that were left out because the neighbour did not answer.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Whether own time stands still because too much is due.</summary>
    public bool IsHeld
    {
        get
        {
            if (gradientsWaiting > 0)
                return true;

            for (int place = 0; place < waiting.Length; place++)
            {
                if (waiting[place] >= MostWaiting && !isSilent[place])
                    return true;
            }

            return false;
        }
    }

    /// <summary>Seconds until the next event at the present pace; 0 where something can start now, infinite where only a completion changes anything.</summary>
    public double SecondsToNext => IsHeld || Pace <= 0 ? double.PositiveInfinity : Math.Max(0, (next - Time) / Pace);

    /// <summary>Sets how fast own time goes, and by how much the swaps with every neighbour are more frequent than the rates say.</summary>
    /// <param name="pace">Units a second.</param>
    /// <param name="more">A factor for every neighbour; empty to leave them as they are.</param>
    public void SetPace(double pace, ReadOnlySpan<double> more)
    {
        Pace = pace;
        if (more.IsEmpty || more.SequenceEqual(factors))
            return;

        more.CopyTo(factors);
        DrawNext(Time);
    }

    /// <summary>Lets own time go on.</summary>
    /// <param name="seconds">Seconds since the last call.</param>
    public void Pass(double seconds)
    {
        seconds = Math.Min(seconds, MostSeconds);
        if (IsHeld)
            HeldSeconds += seconds;
        else
            Time += seconds * Pace;
    }

    /// <summary>Takes the next thing to start; call it until there is none.</summary>
    public bool TryStart(out LiveTask task)
    {
        while (!IsHeld && next <= Time)
        {
            int place = Choose();
            DrawNext(next);
            if (place < 0 ? !isComputing : !isBusy[place])
                return Begin(task = new LiveTask(place));

            if (place < 0)
                gradientsWaiting++;
            else if (isSilent[place])
                LeftOut++;
            else
                waiting[place]++;
        }

        task = default;
        return false;
    }

    /// <summary>What was started is done.</summary>
    /// <param name="done">What.</param>
    /// <returns>Whether the next of the kind is due and is to be started at once.</returns>
    public bool Done(LiveTask done)
    {
        if (done.IsGradient)
        {
            isComputing = gradientsWaiting > 0;
            gradientsWaiting = 0;
            return isComputing;
        }

        isSilent[done.Place] = false;
        isBusy[done.Place] = waiting[done.Place] > 0;
        waiting[done.Place] = Math.Max(0, waiting[done.Place] - 1);
        return isBusy[done.Place];
    }

    /// <summary>A neighbour has not answered for a while: what is under way with it is tried on, and holds nobody up.</summary>
    public void Silence(int place)
    {
        if (isSilent[place])
            return;

        isSilent[place] = true;
        LeftOut += waiting[place];
        waiting[place] = 0;
    }

    /// <summary>Whether a neighbour does not answer.</summary>
    public bool IsSilent(int place) => isSilent[place];

    private bool Begin(LiveTask task)
    {
        if (task.IsGradient)
            isComputing = true;
        else
            isBusy[task.Place] = true;
        return true;
    }

    // Either end starts half of the swaps of an edge.
    private double RateOf(int place) => rates[place] * factors[place] / 2;

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
        if (point < 0 || rates.Length == 0)
            return -1;

        int place = 0;
        for (point -= RateOf(0); point >= 0 && place < rates.Length - 1; point -= RateOf(place))
            place++;
        return place;
    }
}
