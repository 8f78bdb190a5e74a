namespace Starling.Algorithms.Aggregation;

/// <summary>A rule that makes one vector of n, as a decision about inner products: a pure function.</summary>
public interface IAggregationRule
{
    /// <summary>Whether it looks at <see cref="RuleInput.Gram"/>.</summary>
    bool NeedsGram { get; }

    /// <summary>Whether the result of the round before, zero at first, counts as one more vector: the last one of the Gram matrix.</summary>
    bool UsesPrevious => false;

    /// <summary>Decides.</summary>
    Combination Combine(RuleInput input);
}
