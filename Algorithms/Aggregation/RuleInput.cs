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

    /// <summary>n_i, the samples of the worker of every vector, for rules that weigh by them; null where nobody knows.</summary>
    public IReadOnlyList<double>? Samples { get; init; }

    /// <summary>The number of the worker of every vector, ascending; null where vector i is that of worker i.</summary>
    public IReadOnlyList<int>? Workers { get; init; }

    /// <summary>The inner products of the vectors; null where the rule has said that it needs none.</summary>
    public GramMatrix? Gram { get; init; }

    /// <summary>The inner products, for a rule that needs them.</summary>
    internal GramMatrix Products => Gram ?? throw new InvalidOperationException("This rule needs the Gram matrix.");
}
