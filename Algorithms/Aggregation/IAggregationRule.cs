using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation;

/// <summary>What a rule may look at. It never sees a vector: shards keep them.</summary>
public sealed record RuleInput
{
    /// <summary>n, the number of vectors.</summary>
    public required int Count { get; init; }

    /// <summary>f, how many of them may be Byzantine.</summary>
    public required int Byzantine { get; init; }

    /// <summary>The job's seed, for rules that draw: every shard and every repetition draws the same.</summary>
    public ulong Seed { get; init; }

    /// <summary>The round, for rules that draw.</summary>
    public int Round { get; init; }

    /// <summary>The inner products of the vectors; null where the rule has said that it needs none.</summary>
    public GramMatrix? Gram { get; init; }

    /// <summary>The inner products, for a rule that needs them.</summary>
    internal GramMatrix Products => Gram ?? throw new InvalidOperationException("This rule needs the Gram matrix.");
}

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

/// <summary>What makes m vectors of n before a rule sees them.</summary>
public interface IPreAggregation
{
    /// <summary>Whether it looks at <see cref="RuleInput.Gram"/>.</summary>
    bool NeedsGram { get; }

    /// <summary>Decides.</summary>
    Mixing Mix(RuleInput input);
}

/// <summary>Pre-aggregations, one after the other, and a rule behind them: again a rule.</summary>
/// <param name="before">The pre-aggregations, the first one first.</param>
/// <param name="rule">The rule.</param>
public sealed class AggregationPipeline(IReadOnlyList<IPreAggregation> before, IAggregationRule rule) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => rule.NeedsGram || before.Any(step => step.NeedsGram);

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        Mixing? mixing = null;
        foreach (IPreAggregation step in before)
        {
            Mixing next = step.Mix(input);
            mixing = mixing is null ? next : next.After(mixing);
            input = input with { Count = next.Outputs, Gram = input.Gram?.Mixed(next) };
        }

        return rule.Combine(input).After(mixing);
    }
}
