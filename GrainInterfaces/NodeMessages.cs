using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>The vectors of a node that can be asked for.</summary>
[GenerateSerializer]
public enum NodeVector
{
    /// <summary>x_i.</summary>
    Estimate,

    /// <summary>c_i, of which the sum over the nodes is zero.</summary>
    Conserved,
}

/// <summary>How fast a node's time goes.</summary>
[GenerateSerializer, Immutable, Alias("starling.NodePace")]
public sealed record NodePace
{
    /// <summary>Units of time in a second.</summary>
    [Id(0)]
    public double Pace { get; init; }

    /// <summary>How much more often than the rates say it swaps.</summary>
    [Id(1)]
    public double Factor { get; init; } = 1;
}

/// <summary>The order to a node to begin.</summary>
[GenerateSerializer, Immutable, Alias("starling.NodeOrder")]
public sealed record NodeOrder
{
    /// <summary>The epoch: which taking-up of the job.</summary>
    [Id(0)]
    public int Epoch { get; init; }

    /// <summary>How often the node began before in this epoch.</summary>
    [Id(1)]
    public int Life { get; init; }

    /// <summary>The network's time.</summary>
    [Id(2)]
    public double Time { get; init; }

    /// <summary>Seconds since the job's clock began.</summary>
    [Id(3)]
    public double Seconds { get; init; }

    /// <summary>Its snapshot, where there is one.</summary>
    [Id(4)]
    public SavedState? Saved { get; init; }

    /// <summary>The version of the network's average that it starts from where it has no snapshot; -1 for the job's starting point.</summary>
    [Id(5)]
    public int StartVersion { get; init; } = -1;

    /// <summary>How fast time goes.</summary>
    [Id(6)]
    public NodePace Pace { get; init; } = new();
}

/// <summary>How a node does: counts since it began.</summary>
[GenerateSerializer, Immutable, Alias("starling.NodeBeat")]
public sealed record NodeBeat
{
    /// <summary>Its own time.</summary>
    [Id(0)]
    public double Time { get; init; }

    /// <summary>Gradients that it computed.</summary>
    [Id(1)]
    public long Gradients { get; init; }

    /// <summary>Swaps with every neighbour whose half it applied, in the order of its neighbours.</summary>
    [Id(3)]
    public ImmutableArray<long> Swaps { get; init; } = [];

    /// <summary>Swaps that were due and left out because the neighbour did not answer.</summary>
    [Id(4)]
    public long LeftOut { get; init; }

    /// <summary>Swaps that it asked for again.</summary>
    [Id(5)]
    public long Repeated { get; init; }

    /// <summary>Messages of swaps that it had applied before.</summary>
    [Id(6)]
    public long Ignored { get; init; }

    /// <summary>How often it took over a neighbour's ledger.</summary>
    [Id(7)]
    public long Settlements { get; init; }

    /// <summary>Bytes of messages that it sent.</summary>
    [Id(8)]
    public long Bytes { get; init; }

    /// <summary>Seconds of computing.</summary>
    [Id(9)]
    public double ComputeSeconds { get; init; }
}

/// <summary>A part of a question of one neighbour to another.</summary>
[GenerateSerializer, Immutable, Alias("starling.SwapMessage")]
public sealed class SwapMessage
{
    /// <summary>The node that asks.</summary>
    [Id(0)]
    public int From { get; init; }

    /// <summary>Which time, of those that it asks this neighbour.</summary>
    [Id(1)]
    public long Attempt { get; init; }

    /// <summary>The number of the swap; of a ledger, the swaps that it has applied.</summary>
    [Id(2)]
    public long Number { get; init; }

    /// <summary>Whether this is the asking node's ledger, and not the message of a swap.</summary>
    [Id(3)]
    public bool IsLedger { get; init; }

    /// <summary>Where the part begins, in bytes.</summary>
    [Id(4)]
    public int Offset { get; init; }

    /// <summary>The part: little-endian numbers.</summary>
    [Id(5)]
    public ReadOnlyMemory<byte> Data { get; init; }
}

/// <summary>What a neighbour did with a question.</summary>
[GenerateSerializer]
public enum SwapReplyKind
{
    /// <summary>It applied its half of the swap; its message is with it.</summary>
    Applied,

    /// <summary>It has applied more swaps than the asking node knows of; its ledger is with it.</summary>
    Ahead,

    /// <summary>It has not applied the swaps before; it needs the ledger of the asking node.</summary>
    Behind,

    /// <summary>Both ends of the channel agree.</summary>
    Agreed,

    /// <summary>It has not begun, or is over.</summary>
    Closed,

    /// <summary>The question is not complete: parts of it are missing.</summary>
    Incomplete,

    /// <summary>It has started a swap itself, which has not ended: it is asked again a little later.</summary>
    Busy,
}

/// <summary>The answer to a question, or its first part.</summary>
[GenerateSerializer, Immutable, Alias("starling.SwapReply")]
public sealed class SwapReply
{
    /// <summary>What was done.</summary>
    [Id(0)]
    public SwapReplyKind Kind { get; init; }

    /// <summary>Swaps that the neighbour has applied.</summary>
    [Id(1)]
    public long Count { get; init; }

    /// <summary>The answer, or its first part: little-endian numbers.</summary>
    [Id(2)]
    public ReadOnlyMemory<byte> Data { get; init; }
}

/// <summary>A node at rest.</summary>
[GenerateSerializer, Immutable, Alias("starling.NodeRest")]
public sealed record NodeRest
{
    /// <summary>How it did.</summary>
    [Id(0)]
    public required NodeBeat Beat { get; init; }

    /// <summary>
    /// Checksums of its ends of its channels: for each neighbour of the swaps that it started, and of those that it answered with the sign changed.
    /// </summary>
    [Id(1)]
    public ImmutableArray<ulong> Ledgers { get; init; } = [];

    /// <summary>Neighbours with which it could not compare ledgers because they do not answer.</summary>
    [Id(2)]
    public ImmutableArray<int> Silent { get; init; } = [];
}
