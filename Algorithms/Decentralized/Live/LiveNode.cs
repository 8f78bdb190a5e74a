using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Starling.Algorithms.Decentralized.Events;
using Starling.Algorithms.Numerics;
using Starling.Algorithms.Topology;

namespace Starling.Algorithms.Decentralized.Live;

/// <summary>
/// A node of a live run: its state, and both ends of what it exchanges with its neighbours. Messages may be lost, repeated or late, nodes may lose their
/// memory: after the next swap that gets through, both ends of a channel have applied the same swaps, each of them once. Knows nothing of clocks,
/// networks and threads; used by one thread at a time.
/// </summary>
/// <remarks>
/// A swap is asked for with its number and the message of the one who asks. The neighbour applies its half when it gets it and answers with its own
/// message, and the first applies the other half when the answer arrives. While a node has a swap of its own under way it takes part in no other one, but
/// says so at once, so nobody waits for somebody who waits; of two neighbours that ask each other at the same time the one with the lower number answers.
/// An answer that does not come is asked for again under the same number with a new message. Whoever is ahead by then sends its <see cref="SwapLedger{T}"/>, and the other end
/// applies the difference as one swap, since jumps are linear in (own - theirs). So neither end needs to keep messages, and a node without a memory gets
/// from its neighbours what the conservation of the method needs.
/// </remarks>
/// <typeparam name="T">The element type of the run.</typeparam>
public sealed class LiveNode<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IEventAlgorithm<T> algorithm;
    private readonly INodeOracle<T> oracle;
    private readonly SwapLedger<T>[] started;
    private readonly SwapLedger<T>[] answered;
    private readonly T[] difference;
    private readonly T[] zeros;
    private readonly int number;
    private bool isNewcomer;
    private int partner = -1;

    /// <summary>A node at the beginning.</summary>
    /// <param name="node">Its number.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="oracle">f_i.</param>
    /// <param name="start">x0, d numbers.</param>
    public LiveNode(int node, IEventAlgorithm<T> algorithm, Graph graph, INodeOracle<T> oracle, ReadOnlySpan<T> start)
    {
        this.algorithm = algorithm;
        this.oracle = oracle;
        number = node;
        Neighbors = [.. graph.Neighbors(node)];
        Edges = [.. graph.IncidentEdges(node)];
        State = new NodeState<T>(algorithm.Vectors.Names.Count, start.Length);
        MessageLength = algorithm.Vectors.PerMessage * start.Length;
        difference = new T[MessageLength];
        zeros = new T[MessageLength];
        started = [.. Neighbors.Select(_ => new SwapLedger<T>(MessageLength))];
        answered = [.. Neighbors.Select(_ => new SwapLedger<T>(MessageLength))];
        algorithm.Start(State, start);
    }

    /// <summary>The neighbours; a place is a position among them.</summary>
    public ImmutableArray<int> Neighbors { get; }

    /// <summary>The numbers of the edges to them in the graph.</summary>
    public ImmutableArray<int> Edges { get; }

    /// <summary>The algorithm's vectors, at their time.</summary>
    public NodeState<T> State { get; }

    /// <summary>Numbers of a message.</summary>
    public int MessageLength { get; }

    /// <summary>Swaps whose half was applied here, both those that the node started and those that it answered.</summary>
    public long Swaps => started.Sum(ledger => ledger.Count) + answered.Sum(ledger => ledger.Count);

    /// <summary>How often the node took over a neighbour's ledger.</summary>
    public long Settlements { get; private set; }

    /// <summary>Swaps with a neighbour whose half was applied here.</summary>
    public long SwapsWith(int place) => started[place].Count + answered[place].Count;

    /// <summary>
    /// The node lost its memory and begins anew. Where the method conserves nothing that its neighbours remember, it does not make up for the swaps
    /// that it has forgotten: their halves went with the gradients that it has forgotten too.
    /// </summary>
    public void BeginAnew() => isNewcomer = true;

    /// <summary>Follows the flow up to a time; no neighbour is needed for it.</summary>
    public void Advance(double time) => algorithm.Advance(State, time);

    /// <summary>Copies the point at which the node wants its next gradient.</summary>
    /// <param name="point">d numbers, overwritten.</param>
    /// <returns>The number of the gradient, which says what a stochastic one draws.</returns>
    public long TakePoint(Span<T> point)
    {
        algorithm.GradientPoint(State).CopyTo(point);
        return State.Gradients;
    }

    /// <summary>Computes the gradient at a point; touches nothing of the node and may run on any thread, one at a time.</summary>
    public void Compute(ReadOnlySpan<T> point, long count, Span<T> gradient) => oracle.Gradient(point, count, gradient);

    /// <summary>The jump of a gradient that has been computed; time has gone on meanwhile.</summary>
    /// <param name="gradient">d numbers; may be overwritten.</param>
    public void ApplyGradient(Span<T> gradient)
    {
        algorithm.ApplyGradient(State, gradient);
        State.Gradients++;
    }

    /// <summary>The node is going to start a swap, and takes part in no other one until <see cref="EndSwap"/>.</summary>
    public void BeginSwap(int place) => partner = place;

    /// <summary>The swap is over, applied or given up.</summary>
    public void EndSwap() => partner = -1;

    /// <summary>Whether a neighbour that asks now is to ask again later.</summary>
    public bool IsBusyFor(int place) => partner >= 0 && (partner != place || number > Neighbors[place]);

    /// <summary>Starts a swap, or starts it again: it is not applied until <see cref="Complete"/>, and may be given up at any time.</summary>
    /// <param name="place">The neighbour's place.</param>
    /// <param name="message">Overwritten with what the neighbour is sent.</param>
    /// <returns>The number of the swap.</returns>
    public long Start(int place, Span<T> message)
    {
        algorithm.Compose(State, oracle, message);
        return started[place].Count + 1;
    }

    /// <summary>Answers a swap that a neighbour started.</summary>
    /// <param name="place">The neighbour's place.</param>
    /// <param name="swap">The number of the swap.</param>
    /// <param name="theirs">The neighbour's message.</param>
    /// <param name="answer">
    /// Overwritten with this node's message (<see cref="SwapOutcome.Applied"/>) or with the sum of its ledger (<see cref="SwapOutcome.Ahead"/>).
    /// </param>
    /// <returns>What was done, and how many swaps this end of the channel has applied.</returns>
    public (SwapOutcome Outcome, long Count) Answer(int place, long swap, ReadOnlySpan<T> theirs, Span<T> answer)
    {
        SwapLedger<T> ledger = answered[place];
        if (swap <= ledger.Count)
        {
            ledger.Sum.CopyTo(answer);
            return (SwapOutcome.Ahead, ledger.Count);
        }

        if (swap > ledger.Count + 1)
            return (SwapOutcome.Behind, ledger.Count);

        algorithm.Compose(State, oracle, answer);
        algorithm.Apply(State, Edges[place], answer, theirs);
        ledger.Record(answer, theirs, difference);
        return (SwapOutcome.Applied, ledger.Count);
    }

    /// <summary>Applies this node's half of a swap that it started and the neighbour has applied.</summary>
    /// <param name="place">The neighbour's place.</param>
    /// <param name="swap">The number of the swap.</param>
    /// <param name="own">The message that was sent.</param>
    /// <param name="theirs">The neighbour's message.</param>
    /// <returns>False where the swap is not the next one: it was given up meanwhile and made up for.</returns>
    public bool Complete(int place, long swap, ReadOnlySpan<T> own, ReadOnlySpan<T> theirs)
    {
        SwapLedger<T> ledger = started[place];
        if (swap != ledger.Count + 1)
            return false;

        algorithm.Apply(State, Edges[place], own, theirs);
        ledger.Record(own, theirs, difference);
        return true;
    }

    /// <summary>What this node has of a channel, for a neighbour that is behind.</summary>
    /// <param name="place">The neighbour's place.</param>
    /// <param name="sum">Overwritten with the ledger's sum.</param>
    /// <returns>Swaps applied.</returns>
    public long Ledger(int place, Span<T> sum)
    {
        started[place].Sum.CopyTo(sum);
        return started[place].Count;
    }

    /// <summary>Takes over the ledger of a neighbour that is ahead: what was missed is applied as one swap.</summary>
    /// <param name="place">The neighbour's place.</param>
    /// <param name="isStarted">Whether this node starts the swaps of the channel, or answers them.</param>
    /// <param name="count">Swaps applied at the neighbour.</param>
    /// <param name="sum">The sum of its ledger.</param>
    /// <returns>False where the neighbour is not ahead: the message is an old one.</returns>
    public bool Settle(int place, bool isStarted, long count, ReadOnlySpan<T> sum)
    {
        SwapLedger<T> ledger = (isStarted ? started : answered)[place];
        if (count <= ledger.Count)
            return false;

        bool forgets = isNewcomer && ledger.Count == 0 && !algorithm.Conserves;
        ledger.CatchUp(count, sum, difference);
        if (!forgets)
            algorithm.Apply(State, Edges[place], difference, zeros);
        Settlements++;
        return true;
    }

    /// <summary>Whether this end of a channel on which the neighbour starts the swaps has applied more than so many.</summary>
    public bool IsAhead(int place, long count) => answered[place].Count > count;

    /// <summary>Writes x_i.</summary>
    public void Estimate(Span<T> destination) => algorithm.Estimate(State, oracle, destination);

    /// <summary>Writes c_i, of which the sum over the nodes is zero; of algorithms that conserve.</summary>
    public void Conserved(Span<T> destination) => algorithm.Conserved(State, destination);

    /// <summary>
    /// Checksums of the node's ends of its channels: for each neighbour of the swaps that it started and of those that it answered. The first of an end
    /// equals the second of the other where both have applied the same swaps.
    /// </summary>
    public ImmutableArray<ulong> Fingerprints()
    {
        var prints = ImmutableArray.CreateBuilder<ulong>(2 * started.Length);
        for (int place = 0; place < started.Length; place++)
        {
            prints.Add(started[place].Fingerprint(opposite: false));
            prints.Add(answered[place].Fingerprint(opposite: true));
        }

        return prints.MoveToImmutable();
    }

    /// <summary>Bytes of a snapshot.</summary>
    public int SnapshotLength => (2 * sizeof(long)) + State.Bytes.Length + (2 * started.Length * (sizeof(long) + (MessageLength * Unsafe.SizeOf<T>())));

    /// <summary>The node as bytes. Snapshots of several nodes need not be of one moment: their ledgers bring them together.</summary>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(State.Time);
        writer.Write(State.Gradients);
        writer.Write(State.Bytes);
        foreach (SwapLedger<T> ledger in started.Concat(answered))
            ledger.Save(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    /// <exception cref="InvalidDataException">It is the snapshot of another node.</exception>
    public void Load(byte[] snapshot)
    {
        SpanChecks.Require(snapshot is not null, nameof(snapshot), "There is a snapshot.");
        if (snapshot!.Length != SnapshotLength)
            throw new InvalidDataException("The state is that of another node.");

        using var reader = new BinaryReader(new MemoryStream(snapshot));
        State.Time = reader.ReadDouble();
        State.Gradients = reader.ReadInt64();
        reader.BaseStream.ReadExactly(State.Bytes);
        foreach (SwapLedger<T> ledger in started.Concat(answered))
            ledger.Load(reader);
    }
}
