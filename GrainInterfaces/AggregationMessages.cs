using System.Collections.Immutable;

namespace Starling.GrainInterfaces;

/// <summary>How the vectors of a round become one, as a job tells its shards: first a mixing, y = A x, then a rule for every coordinate.</summary>
[GenerateSerializer, Immutable, Alias("starling.CombinationOrder")]
public sealed record CombinationOrder
{
    /// <summary>m, the rows of the mixing; 0 where the vectors are taken as they are.</summary>
    [Id(0)]
    public int Outputs { get; init; }

    /// <summary>A, row by row.</summary>
    [Id(1)]
    public ImmutableArray<double> Mixing { get; init; } = [];

    /// <summary>What joins the coordinates: mean, median, trimmed mean, mean around the median, mean around the trimmed mean, from 0.</summary>
    [Id(2)]
    public int Rule { get; init; }

    /// <summary>What a sum is divided by.</summary>
    [Id(3)]
    public double Divisor { get; init; } = 1;

    /// <summary>How many values are dropped on either side.</summary>
    [Id(4)]
    public int Trim { get; init; }

    /// <summary>How many values near the centre count.</summary>
    [Id(5)]
    public int Keep { get; init; }
}

/// <summary>
/// What omniscient Byzantine workers of a simulation send in the place of their updates: a sum of the honest ones, of their coordinate-wise
/// deviation and of the signs of their mean.
/// </summary>
[GenerateSerializer, Immutable, Alias("starling.ForgeryOrder")]
public sealed record ForgeryOrder
{
    /// <summary>The weights of the honest updates, in worker order.</summary>
    [Id(0)]
    public ImmutableArray<double> Weights { get; init; } = [];

    /// <summary>The weight of the deviation.</summary>
    [Id(1)]
    public double Deviation { get; init; }

    /// <summary>The weight of the signs.</summary>
    [Id(2)]
    public double Sign { get; init; }

    /// <summary>Whether the deviation divides by one less than the number of updates.</summary>
    [Id(3)]
    public bool Bessel { get; init; }
}

/// <summary>What a shard is asked about the updates of a round before they become one.</summary>
[GenerateSerializer]
public enum MeasureKind
{
    /// <summary>
    /// For every update vector the inner products of the accepted updates, and of the aggregate of the round before where the rule looks at that: the
    /// upper triangle, row by row.
    /// </summary>
    Products,

    /// <summary>For every update vector the inner products of the honest updates, their deviation, the signs of their mean and, as before, the last aggregate.</summary>
    HonestProducts,

    /// <summary>For every update vector the squared distance between what the order would make of them and the mean of the honest ones.</summary>
    Damage,
}

/// <summary>A question about the updates of a round.</summary>
[GenerateSerializer, Immutable, Alias("starling.MeasureOrder")]
public sealed record MeasureOrder
{
    /// <summary>The order as far as it is known.</summary>
    [Id(0)]
    public required CommitOrder Order { get; init; }

    /// <summary>The question.</summary>
    [Id(1)]
    public MeasureKind Kind { get; init; }

    /// <summary>Whether the deviation of the honest updates divides by one less than their number.</summary>
    [Id(3)]
    public bool Bessel { get; init; } = true;

    /// <summary>Which question of the round this is, from 0: a repeated one finds the answer that is being worked out.</summary>
    [Id(2)]
    public int Step { get; init; }
}
