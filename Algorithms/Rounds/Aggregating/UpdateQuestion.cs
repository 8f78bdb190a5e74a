using Starling.Algorithms.Aggregation;

namespace Starling.Algorithms.Rounds.Aggregating;

/// <summary>What has to be known of the updates of a round before they become one: sums over all coordinates, which slices add up.</summary>
public enum UpdateQuestionKind
{
    /// <summary>
    /// For every update vector the inner products of the accepted updates, and of the aggregate of the round before where the rule looks at that: the
    /// upper triangle, row by row.
    /// </summary>
    Products,

    /// <summary>
    /// For every update vector the inner products of the honest updates, their deviation, the signs of their mean and, as before, the last aggregate.
    /// </summary>
    HonestProducts,

    /// <summary>For every update vector the squared distance between what the combinations make of them and the mean of the honest ones.</summary>
    Damage,
}

/// <summary>A question about the updates of a round.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Forging">What simulated omniscient workers send.</param>
public sealed record UpdateQuestion(UpdateQuestionKind Kind, RoundForging Forging)
{
    /// <summary>Whether the deviation divides by one less than the number of honest updates.</summary>
    public bool Bessel { get; init; } = true;

    /// <summary>The combinations whose damage is asked for, one for every update vector.</summary>
    public IReadOnlyList<Combination> Combinations { get; init; } = [];
}
