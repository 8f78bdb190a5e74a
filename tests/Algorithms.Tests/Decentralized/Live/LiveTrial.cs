using Starling.Algorithms.Decentralized;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Decentralized.Live;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Tests.Decentralized.Live;

/// <summary>
/// Nodes with clocks of their own on a network that exists in this process only: messages take time, are lost, come twice and late; nodes stand still and
/// lose their memory. Seconds are those of a queue of events, so every run of a seed is the same.
/// </summary>
internal sealed class LiveTrial
{
    private const double Silence = 0.25;

    private readonly PriorityQueue<Action, (double Time, long Number)> queue = new();
    private readonly IEventAlgorithm<double> algorithm;
    private readonly EdgeRates rates;
    private readonly Func<int, INodeOracle<double>> oracle;
    private readonly double[] start;
    private readonly double[] ticked;
    private readonly double[] thaws;
    private readonly int[] lives;
    private readonly long[] attempts;
    private RandomStream random;
    private long queued;
    private bool isResting;

    public LiveTrial(IEventAlgorithm<double> algorithm, EdgeRates rates, Func<int, INodeOracle<double>> oracle, int dimension, ulong seed)
    {
        this.algorithm = algorithm;
        this.rates = rates;
        this.oracle = oracle;
        int n = rates.Graph.NodeCount;
        start = new double[dimension];
        ticked = new double[n];
        thaws = new double[n];
        lives = new int[n];
        attempts = new long[n];
        random = new RandomStream(seed, RandomPurpose.Attack);
        Nodes = new LiveNode<double>[n];
        Clocks = new LiveSchedule[n];
        for (int node = 0; node < n; node++)
            Begin(node, snapshot: null, time: 0);
    }

    public LiveNode<double>[] Nodes { get; }

    public LiveSchedule[] Clocks { get; }

    public double Now { get; private set; }

    public double Pace { get; init; } = 10;

    /// <summary>Seconds of a message on its way.</summary>
    public double Delay { get; init; } = 0.005;

    public double Drop { get; init; }

    public double Duplicate { get; init; }

    /// <summary>Whether a node that has a swap under way takes part in others.</summary>
    public bool Crosses { get; init; }

    /// <summary>Seconds of a gradient.</summary>
    public double Computing { get; init; } = 0.01;

    /// <summary>Lets so many seconds pass.</summary>
    public void Run(double seconds)
    {
        double end = Now + seconds;
        while (queue.TryPeek(out _, out (double Time, long Number) when) && when.Time <= end)
        {
            Now = Math.Max(Now, when.Time);
            queue.Dequeue()();
        }

        Now = end;
    }

    /// <summary>A node stands still, and so does what is sent to it.</summary>
    public void Stop(int node, double seconds) => thaws[node] = Now + seconds;

    /// <summary>A node loses its memory and begins from a snapshot, or anew.</summary>
    public void Begin(int node, byte[]? snapshot, double time)
    {
        lives[node]++;
        Nodes[node] = new LiveNode<double>(node, algorithm, rates.Graph, oracle(node), start);
        if (snapshot is not null)
            Nodes[node].Load(snapshot);
        else if (time > 0)
            Nodes[node].BeginAnew();
        Nodes[node].State.Time = time;
        double[] mine = [.. rates.Graph.IncidentEdges(node).ToArray().Select(e => rates.Rates[e])];
        Clocks[node] = new LiveSchedule(1, node, lives[node], algorithm.GradientRate, mine, time);
        ticked[node] = Now;
        After(0, node, () => Tick(node));
    }

    /// <summary>Ends what is under way, then compares ledgers over a network that loses nothing.</summary>
    public void Rest()
    {
        isResting = true;
        Run(60);
        for (int node = 0; node < Nodes.Length; node++)
        {
            for (int place = 0; place < Nodes[node].Neighbors.Length; place++)
                Reconcile(node, place);
        }
    }

    /// <summary>Channels of which the two ends have not applied the same swaps.</summary>
    public int Disagreements() => rates.Graph.Edges.ToArray().Sum(edge =>
    {
        ReadOnlySpan<ulong> one = Nodes[edge.I].Fingerprints().AsSpan();
        ReadOnlySpan<ulong> other = Nodes[edge.J].Fingerprints().AsSpan();
        int atI = 2 * Nodes[edge.I].Neighbors.AsSpan().BinarySearch(edge.J);
        int atJ = 2 * Nodes[edge.J].Neighbors.AsSpan().BinarySearch(edge.I);
        return (one[atI] == other[atJ + 1] ? 0 : 1) + (other[atJ] == one[atI + 1] ? 0 : 1);
    });

    /// <summary>The largest entry of |sum_i c_i| over the largest of |c_i|.</summary>
    public double Imbalance()
    {
        double[] sum = new double[start.Length];
        double[] one = new double[start.Length];
        double largest = 0;
        foreach (LiveNode<double> node in Nodes)
        {
            node.Conserved(one);
            largest = Math.Max(largest, one.Max(Math.Abs));
            VectorKernels.Add(sum, one, sum);
        }

        return sum.Max(Math.Abs) / largest;
    }

    public double Distance(ReadOnlySpan<double> solution)
    {
        double[] estimate = new double[start.Length];
        double sum = 0;
        foreach (LiveNode<double> node in Nodes)
        {
            node.Estimate(estimate);
            sum += VectorKernels.SquaredDistance(estimate, solution);
        }

        return sum / Nodes.Length / VectorKernels.SumOfSquares(solution);
    }

    /// <summary>Something that happens to a node later, unless it has lost its memory by then; while it stands still it waits.</summary>
    private void After(double seconds, int node, Action action)
    {
        int life = lives[node];
        queue.Enqueue(() =>
        {
            if (life != lives[node])
                return;
            if (thaws[node] > Now)
                After(thaws[node] - Now, node, action);
            else
                action();
        }, (Now + seconds, queued++));
    }

    private void Pass(int node)
    {
        Clocks[node].SetPace(isResting ? 0 : Pace, 1);
        Clocks[node].Pass(Now - ticked[node]);
        ticked[node] = Now;
        Nodes[node].Advance(Clocks[node].Time);
    }

    private void Tick(int node)
    {
        Pass(node);
        while (!isResting && Clocks[node].TryStart(out LiveTask task))
        {
            if (task.IsGradient)
                Compute(node);
            else
                Swap(node, task.Place, Now);
        }

        After(Math.Clamp(Clocks[node].SecondsToNext, 1e-4, 0.02), node, () => Tick(node));
    }

    private void Compute(int node)
    {
        double[] point = new double[start.Length];
        double[] gradient = new double[start.Length];
        Nodes[node].Compute(point, Nodes[node].TakePoint(point), gradient);
        After(Computing, node, () =>
        {
            Pass(node);
            Nodes[node].ApplyGradient(gradient);
            if (Clocks[node].EndGradient())
                Compute(node);
        });
    }

    private void Swap(int node, int place, double began)
    {
        Pass(node);
        Nodes[node].BeginSwap(place);
        double[] message = new double[Nodes[node].MessageLength];
        long swap = Nodes[node].Start(place, message);
        Ask(node, place, began, message, swap);
    }

    private void Ask(int node, int place, double began, double[] message, long swap)
    {
        long attempt = ++attempts[node];
        int neighbor = Nodes[node].Neighbors[place];
        for (int copy = random.NextDouble() < Duplicate ? 2 : 1; copy > 0; copy--)
        {
            if (random.NextDouble() >= Drop)
                After(Delay * (copy == 2 ? 1 + (100 * random.NextDouble()) : 1), neighbor, () => Deliver(node, place, began, message, swap, attempt));
        }

        After(20 * Delay, node, () =>
        {
            if (attempts[node] != attempt)
                return;
            if (Now - began < Silence)
                Swap(node, place, began);
            else
                GiveUp(node, place);
        });
    }

    private void GiveUp(int node, int place)
    {
        attempts[node]++;
        EndSwap(node);
        Clocks[node].Silence(place);
        Probe(node, place);
    }

    // A probe is never lost here; the ledgers that it compares are.
    private void Probe(int node, int place) => After(20 * Delay, node, () =>
    {
        if (thaws[Nodes[node].Neighbors[place]] > Now)
        {
            Probe(node, place);
            return;
        }

        Clocks[node].Speak(place);
        if (random.NextDouble() >= Drop)
            Reconcile(node, place);
    });

    private void EndSwap(int node)
    {
        Nodes[node].EndSwap();
        Pass(node);
        Clocks[node].EndSwap();
    }

    private void Deliver(int from, int placeThere, double began, double[] message, long swap, long attempt)
    {
        int node = Nodes[from].Neighbors[placeThere];
        int place = Nodes[node].Neighbors.AsSpan().BinarySearch(from);
        Pass(node);
        double[] answer = new double[message.Length];
        if (!Crosses && Nodes[node].IsBusyFor(place))
        {
            Reply(from, attempt, () => Later(from, placeThere));
            return;
        }

        (SwapOutcome outcome, long count) = Nodes[node].Answer(place, swap, message, answer);
        Reply(from, attempt, () => Take(from, placeThere, began, message, swap, outcome, count, answer));
    }

    private void Reply(int from, long attempt, Action action)
    {
        if (random.NextDouble() >= Drop)
        {
            After(Delay, from, () =>
            {
                if (attempts[from] == attempt)
                    action();
            });
        }
    }

    private void Later(int node, int place)
    {
        attempts[node]++;
        Nodes[node].EndSwap();
        After(2 * Delay * (0.2 + random.NextDouble()), node, () => Swap(node, place, Now));
    }

    private void Take(int node, int place, double began, double[] message, long swap, SwapOutcome outcome, long count, double[] answer)
    {
        attempts[node]++;
        Pass(node);
        if (outcome == SwapOutcome.Behind)
        {
            double[] sum = new double[message.Length];
            long applied = Nodes[node].Ledger(place, sum);
            int neighbor = Nodes[node].Neighbors[place];
            After(Delay, neighbor, () =>
            {
                Pass(neighbor);
                Nodes[neighbor].Settle(Nodes[neighbor].Neighbors.AsSpan().BinarySearch(node), isStarted: false, applied, sum);
            });
            Swap(node, place, began);
            return;
        }

        if (outcome == SwapOutcome.Applied)
            Nodes[node].Complete(place, swap, message, answer);
        else
            Nodes[node].Settle(place, isStarted: true, count, answer);
        EndSwap(node);
        Clocks[node].Swapped(place);
    }

    private void Reconcile(int node, int place)
    {
        LiveNode<double> other = Nodes[Nodes[node].Neighbors[place]];
        int back = other.Neighbors.AsSpan().BinarySearch(node);
        double[] sum = new double[Nodes[node].MessageLength];
        double[] answer = new double[sum.Length];
        long count = Nodes[node].Ledger(place, sum);
        if (!other.Settle(back, isStarted: false, count, sum) && other.IsAhead(back, count))
        {
            (_, long ahead) = other.Answer(back, count, sum, answer);
            Nodes[node].Settle(place, isStarted: true, ahead, answer);
        }
    }
}
