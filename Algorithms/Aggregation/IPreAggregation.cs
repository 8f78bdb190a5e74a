using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation;

/// <summary>What makes m vectors of n before a rule sees them.</summary>
public interface IPreAggregation
{
    /// <summary>Whether it looks at <see cref="RuleInput.Gram"/>.</summary>
    bool NeedsGram { get; }

    /// <summary>Decides about the first n vectors; a rule's previous result behind them is not mixed.</summary>
    Mixing Mix(RuleInput input);
}
