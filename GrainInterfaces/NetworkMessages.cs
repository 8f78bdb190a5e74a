using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>Where a network stands after a round.</summary>
[GenerateSerializer, Immutable, Alias("starling.NetworkReport")]
public sealed record NetworkReport
{
    /// <summary>Rounds done.</summary>
    [Id(0)]
    public int Round { get; init; }

    /// <summary>The objective at the average of the nodes; of a model its mean loss over the test samples. Null where it was not evaluated.</summary>
    [Id(1)]
    public double? Loss { get; init; }

    /// <summary>Share of right answers of the average of the nodes; of models only.</summary>
    [Id(2)]
    public double? Accuracy { get; init; }

    /// <summary>Norm of the gradient of the objective at the average of the nodes, with a regulariser of the shortest subgradient; of problems only.</summary>
    [Id(3)]
    public double? GradientNorm { get; init; }

    /// <summary>(1/n) sum_i |x_i - x^|^2, x^ the average of the nodes.</summary>
    [Id(4)]
    public double Consensus { get; init; }

    /// <summary>(1/n) sum_i |x_i - x*|^2 / |x*|^2 where x* is known.</summary>
    [Id(5)]
    public double? Distance { get; init; }

    /// <summary>Gradients of all nodes so far.</summary>
    [Id(6)]
    public long Gradients { get; init; }

    /// <summary>Uses of edges so far.</summary>
    [Id(7)]
    public long Activations { get; init; }

    /// <summary>Gradients and swaps so far; 0 for algorithms of steps.</summary>
    [Id(8)]
    public long Events { get; init; }

    /// <summary>Bytes over the edges so far, in all directions.</summary>
    [Id(9)]
    public long Bytes { get; init; }

    /// <summary>Seconds of computing in this taking-up of the job.</summary>
    [Id(10)]
    public double ComputeSeconds { get; init; }

    /// <summary>What nodes and edges did so far.</summary>
    [Id(11)]
    public required NetworkActivity Activity { get; init; }
}

/// <summary>How a network whose nodes have clocks of their own does.</summary>
[GenerateSerializer, Immutable, Alias("starling.LiveReport")]
public sealed record LiveReport
{
    /// <summary>Units of time in a second.</summary>
    [Id(0)]
    public double Pace { get; init; }

    /// <summary>Nodes that do not answer.</summary>
    [Id(1)]
    public ImmutableArray<int> Missing { get; init; } = [];

    /// <summary>Swaps that were due and left out because a neighbour did not answer.</summary>
    [Id(2)]
    public long LeftOut { get; init; }

    /// <summary>Swaps that were asked for again because no answer came.</summary>
    [Id(3)]
    public long Repeated { get; init; }

    /// <summary>Messages of swaps that had been applied before.</summary>
    [Id(4)]
    public long Ignored { get; init; }

    /// <summary>How often a node took over a neighbour's ledger.</summary>
    [Id(5)]
    public long Settled { get; init; }

    /// <summary>What happened, the newest hundred, numbered in their order.</summary>
    [Id(6)]
    public ImmutableArray<NetworkNotice> Notices { get; init; } = [];

    /// <summary>Of nodes at rest: channels whose two ends have not applied the same swaps; null while they run.</summary>
    [Id(7)]
    public int? Disagreements { get; init; }

    /// <summary>Of nodes at rest: the largest entry of |sum_i c_i| over the largest of |c_i|, of what the method conserves; null where it is not known.</summary>
    [Id(8)]
    public double? Imbalance { get; init; }
}

/// <summary>Something that happened in a network, for a person.</summary>
[GenerateSerializer, Immutable, Alias("starling.NetworkNotice")]
public sealed record NetworkNotice
{
    /// <summary>Its number, from 1, in the epoch.</summary>
    [Id(0)]
    public long Number { get; init; }

    /// <summary>The node that it is about; null where it is about none.</summary>
    [Id(1)]
    public int? Node { get; init; }

    /// <summary>One sentence.</summary>
    [Id(2)]
    public required string Message { get; init; }
}

/// <summary>What the nodes and edges of a network did.</summary>
[GenerateSerializer, Immutable, Alias("starling.NetworkActivity")]
public sealed record NetworkActivity
{
    /// <summary>The edges' ends: two numbers an edge.</summary>
    [Id(0)]
    public ImmutableArray<int> Ends { get; init; } = [];

    /// <summary>Uses of every edge, in the same order.</summary>
    [Id(1)]
    public ImmutableArray<long> Edges { get; init; } = [];

    /// <summary>Gradients of every node.</summary>
    [Id(2)]
    public ImmutableArray<long> Nodes { get; init; } = [];

    /// <summary>What there is to say of nodes with clocks of their own; null in virtual time.</summary>
    [Id(3)]
    public LiveReport? Live { get; init; }
}
