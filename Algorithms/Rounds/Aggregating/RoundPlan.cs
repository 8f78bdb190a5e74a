using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Rounds.Aggregating;

/// <summary>What was decided on the updates of a round: all that whoever holds a slice of them has to know.</summary>
/// <param name="Forging">What simulated omniscient workers send.</param>
/// <param name="Combinations">How each update vector is aggregated.</param>
/// <param name="Gram">The inner products of the first update vector, where the rule looked at them.</param>
public sealed record RoundPlan(RoundForging Forging, IReadOnlyList<Combination> Combinations, GramMatrix? Gram)
{
    /// <summary>Whether only the slices can tell how the updates were treated.</summary>
    public bool IsJoinedByCoordinate => Combinations[0].Rule != CoordinateRule.Mean;
}
