using System.Globalization;
using Starling.Algorithms.Topology;
using Starling.Algorithms.Topology.Rates;

namespace Starling.Algorithms.Decentralized.Live;

/// <summary>
/// Looks at the nodes of a live run now and then and says how fast their clocks go. It holds nobody up: without it the nodes go on as they were told last.
/// The clocks go at the pace that was asked for, and slower when an edge is used less often than its rate says; nodes that cannot keep up are slower by
/// themselves. Where nodes are missing it says how much more often the others swap.
/// </summary>
/// <remarks>A pure decision: what it is told, and when, is all it knows.</remarks>
public sealed class LiveConductor
{
    /// <summary>Seconds without a word after which a node counts as missing.</summary>
    public const double SilentAfter = 1;

    /// <summary>Seconds that a node has to begin.</summary>
    private const double NotBegunAfter = 15;

    private const double LeastPace = 1e-3;
    private const double Faster = 1.15;
    private const double Slower = 0.85;

    private readonly Graph graph;
    private readonly EdgeRates rates;
    private readonly double mostPace;
    private readonly double firstTime;
    private readonly Member[] members;
    private readonly EdgeWatch[] watches;
    private readonly long[] uses;
    private readonly bool[] isMissing;
    private double lastLook;

    /// <summary>A run at its beginning.</summary>
    /// <param name="rates">How often edges are used.</param>
    /// <param name="pace">Units of time in a second.</param>
    /// <param name="time">The time at the beginning.</param>
    public LiveConductor(EdgeRates rates, double pace, double time = 0)
    {
        firstTime = time;
        this.rates = rates;
        graph = rates.Graph;
        mostPace = pace;
        Pace = pace;
        members = [.. Enumerable.Range(0, graph.NodeCount).Select(_ => new Member())];
        watches = [.. rates.Rates.Select(rate => new EdgeWatch(rate))];
        uses = new long[graph.EdgeCount];
        isMissing = new bool[graph.NodeCount];
    }

    /// <summary>Units of time in a second.</summary>
    public double Pace { get; private set; }

    /// <summary>The mean of the own times of those nodes that were heard.</summary>
    public double Time => members.Any(member => member.IsKnown) ? members.Where(member => member.IsKnown).Average(member => member.Time) : firstTime;

    /// <summary>Gradients of all nodes, those included that a node has forgotten.</summary>
    public long Gradients => members.Sum(member => member.Gradients);

    /// <summary>Uses of every edge.</summary>
    public ReadOnlySpan<long> Uses => uses;

    /// <summary>Gradients of a node.</summary>
    public long GradientsOf(int node) => members[node].Gradients;

    /// <summary>Whether a node is missing.</summary>
    public bool IsMissing(int node) => isMissing[node];

    /// <summary>Swaps that were left out, asked for again, ignored because they came twice, and settled, of all nodes.</summary>
    public (long LeftOut, long Repeated, long Ignored, long Settled) Troubles => (
        members.Sum(member => member.LeftOut), members.Sum(member => member.Repeated), members.Sum(member => member.Ignored), members.Sum(member => member.Settled));

    /// <summary>How much more often nodes swap than the rates say, because others are missing; 1 or more.</summary>
    public double Factor { get; private set; } = 1;

    /// <summary>Takes what nodes said of themselves.</summary>
    /// <param name="seconds">Seconds since the run began.</param>
    /// <param name="beats">What every node said last; null for one that has said nothing.</param>
    /// <param name="heard">When, in the same seconds.</param>
    /// <returns>What a person should know.</returns>
    public IReadOnlyList<LiveNotice> Look(double seconds, IReadOnlyList<LiveBeat?> beats, IReadOnlyList<double> heard)
    {
        var notices = new List<LiveNotice>();
        double passed = seconds - lastLook;
        lastLook = seconds;
        for (int node = 0; node < members.Length; node++)
        {
            NoteSilence(node, (seconds - heard[node]) * (beats[node] is null ? SilentAfter / NotBegunAfter : 1), notices);
            if (beats[node] is { } beat)
                members[node].Take(beat, heard[node]);
        }

        CountUses(beats, notices);
        if (passed > 0)
            SetPace(isShort: notices.Any(notice => notice.Kind == LiveNoticeKind.EdgeShort));
        return notices;
    }

    private void NoteSilence(int node, double silence, List<LiveNotice> notices)
    {
        bool was = isMissing[node];
        isMissing[node] = silence > SilentAfter;
        if (isMissing[node] == was)
            return;

        foreach (int e in graph.IncidentEdges(node))
            watches[e].Forget();
        Factor = RemainingGraph.Factor(rates, isMissing);
        notices.Add(isMissing[node]
            ? new LiveNotice(LiveNoticeKind.NodeSilent, node, string.Create(CultureInfo.InvariantCulture, $"Node {node} does not answer; the others go on without it."))
            : new LiveNotice(LiveNoticeKind.NodeBack, node, string.Create(CultureInfo.InvariantCulture, $"Node {node} answers again.")));
    }

    private void CountUses(IReadOnlyList<LiveBeat?> beats, List<LiveNotice> notices)
    {
        for (int e = 0; e < uses.Length; e++)
        {
            Edge edge = graph.Edges[e];
            long now = Math.Max(SwapsOf(beats, edge.I, edge.J), SwapsOf(beats, edge.J, edge.I));
            long more = Math.Max(0, now - uses[e]);
            uses[e] += more;
            if (isMissing[edge.I] || isMissing[edge.J])
                continue;

            double units = Math.Max(members[edge.I].Passed, members[edge.J].Passed);
            if (watches[e].Count(units, more) is { } share)
            {
                notices.Add(new LiveNotice(LiveNoticeKind.EdgeShort, -1, string.Create(CultureInfo.InvariantCulture,
                    $"Nodes {edge.I} and {edge.J} had {share * rates.Rates[e]:0.00} swaps in a unit of time instead of {rates.Rates[e]:0.00}; the clocks go slower.")));
            }
        }
    }

    private long SwapsOf(IReadOnlyList<LiveBeat?> beats, int node, int neighbor) =>
        beats[node] is { } beat ? beat.Swaps[graph.Neighbors(node).BinarySearch(neighbor)] : 0;

    private void SetPace(bool isShort) => Pace = Math.Clamp(Pace * (isShort ? Slower : Faster), LeastPace, mostPace);

    /// <summary>What is known of a node from one look to the next.</summary>
    private sealed class Member
    {
        private LiveBeat? last;
        private double lastHeard;
        private LiveBeat forgotten = new() { Time = 0, Gradients = 0, Swaps = [] };

        public bool IsKnown => last is not null;

        public double Time => last?.Time ?? 0;

        /// <summary>Own time that passed between the last two looks.</summary>
        public double Passed { get; private set; }

        public long Gradients => forgotten.Gradients + (last?.Gradients ?? 0);

        public long LeftOut => forgotten.LeftOut + (last?.LeftOut ?? 0);

        public long Repeated => forgotten.Repeated + (last?.Repeated ?? 0);

        public long Ignored => forgotten.Ignored + (last?.Ignored ?? 0);

        public long Settled => forgotten.Settlements + (last?.Settlements ?? 0);

        public void Take(LiveBeat beat, double heard)
        {
            double seconds = heard - lastHeard;
            Passed = 0;
            if (last is not null && seconds <= 0)
                return;

            if (last is not null && beat.LeftOut + beat.Repeated + beat.Gradients < last.LeftOut + last.Repeated + last.Gradients)
                Forget(beat);
            else if (last is not null)
                Passed = Math.Max(0, beat.Time - last.Time);

            last = beat;
            lastHeard = heard;
        }

        // The node began anew, from nothing or from a snapshot: what it did beyond was done all the same.
        private void Forget(LiveBeat beat)
        {
            forgotten = forgotten with
            {
                Gradients = forgotten.Gradients + Math.Max(0, last!.Gradients - beat.Gradients),
                LeftOut = forgotten.LeftOut + last.LeftOut,
                Repeated = forgotten.Repeated + last.Repeated,
                Ignored = forgotten.Ignored + last.Ignored,
                Settlements = forgotten.Settlements + last.Settlements,
            };
        }
    }
}
