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
}
