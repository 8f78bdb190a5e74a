using System.Collections.Immutable;

namespace Starling.Algorithms.Decentralized.Live;

/// <summary>What a node of a live run says of itself, counted since it began.</summary>
public sealed record LiveBeat
{
    /// <summary>Its own time.</summary>
    public required double Time { get; init; }

    /// <summary>Gradients that it computed.</summary>
    public required long Gradients { get; init; }

    /// <summary>Swaps with every neighbour whose half it applied, in the order of its neighbours.</summary>
    public required ImmutableArray<long> Swaps { get; init; }

    /// <summary>Swaps that were due and left out because the neighbour did not answer.</summary>
    public long LeftOut { get; init; }

    /// <summary>Swaps that it asked for again because no answer came.</summary>
    public long Repeated { get; init; }

    /// <summary>Messages of swaps that it had applied before.</summary>
    public long Ignored { get; init; }

    /// <summary>How often it took over a neighbour's ledger.</summary>
    public long Settlements { get; init; }
}

/// <summary>The kinds of <see cref="LiveNotice"/>.</summary>
public enum LiveNoticeKind
{
    /// <summary>A node does not answer; the others go on without it.</summary>
    NodeSilent,

    /// <summary>A node answers again.</summary>
    NodeBack,

    /// <summary>An edge was used less often than its rate says: the clocks go slower.</summary>
    EdgeShort,
}

/// <summary>Something that a person should know of a live run.</summary>
/// <param name="Kind">What.</param>
/// <param name="Node">The node that it is about; -1 where it is about an edge.</param>
/// <param name="Message">One sentence.</param>
public sealed record LiveNotice(LiveNoticeKind Kind, int Node, string Message);
