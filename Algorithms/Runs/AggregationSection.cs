using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Rules;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Algorithms.Runs;

/// <summary>How the updates of a round become one: <c>aggregation:</c> of a job.</summary>
public sealed record AggregationSection : ICheckedOptions
{
    /// <summary>n of the largest Gram matrix that is sent around: 16 MB.</summary>
    private const int MostForGram = 2000;

    /// <summary>The aggregation rule.</summary>
    public AggregationOptions Rule { get; init; } = new MeanOptions();

    /// <summary>What is done with the updates before the rule sees them, the first step first.</summary>
    public ImmutableArray<PreAggregationOptions> Pre { get; init; } = [];

    /// <summary>f, the number of Byzantine updates in a round that the rule is set up for.</summary>
    [Range(0, 1_000_000)]
    public int Byzantine { get; init; }

    /// <summary>Momentum of the updates, before or behind the rule.</summary>
    public MomentumSection Momentum { get; init; } = new();

    /// <summary>The pre-aggregations and the rule behind them, as one rule.</summary>
    public IAggregationRule Create()
    {
        IAggregationRule rule = Pre.Length == 0 ? Rule.Create() : new AggregationPipeline([.. Pre.Select(step => step.Create())], Rule.Create());
        return Momentum.At == MomentumPlace.BeforeRule ? new MomentumBefore(rule, Momentum.Beta, Momentum.Share) : rule;
    }

    /// <summary>
    /// f' of a round: what is left of f when updates that were refused, and so are known to be Byzantine, are gone; never more than the rule stands
    /// on the updates that did come, so that absent workers weaken a round and do not end the run.
    /// </summary>
    /// <param name="accepted">n', the updates that count.</param>
    /// <param name="refused">How many of the round's were refused.</param>
    public int ByzantineOf(int accepted, int refused) => Math.Min(Math.Max(0, Byzantine - refused), MostByzantine(accepted));

    /// <summary>The largest f that the steps and the rule stand together on so many updates.</summary>
    /// <param name="updateCount">n.</param>
    public int MostByzantine(int updateCount)
    {
        int most = int.MaxValue;
        foreach (PreAggregationOptions step in Pre)
        {
            most = Math.Min(most, step.MostByzantine(updateCount));
            updateCount = step.CountOf(updateCount);
        }

        // A mean behind something that knows f is what that makes of it.
        bool isMeanOfMixed = Rule is MeanOptions && Pre.Length > 0;
        return isMeanOfMixed ? Math.Min(most, Math.Max(0, updateCount - 1)) : Math.Min(most, Rule.MostByzantine(updateCount));
    }

    /// <summary>Why the steps and the rule cannot do so many updates with so many Byzantine ones; null where they can.</summary>
    /// <param name="updateCount">n.</param>
    /// <param name="byzantine">f.</param>
    public OptionIssue? Refuse(int updateCount, int byzantine)
    {
        int most = MostByzantine(updateCount);
        if (byzantine > most)
        {
            return new OptionIssue(ErrorCatalog.ImpossibleCombination, "byzantine", most > 0
                ? $"{Name} of {updateCount} updates a round stands at most {most} Byzantine ones; lower byzantine, or let more workers take part."
                : $"{Name} of {updateCount} updates a round stands no Byzantine one; set byzantine: 0, or choose another rule.");
        }

        if (updateCount > MostForGram && Create().NeedsGram)
            return new OptionIssue(ErrorCatalog.ImpossibleCombination, "rule", $"{Name} compares every update with every other one, which is done for at most {MostForGram} a round, not {updateCount}; lower workers.participation, or choose a coordinate-wise rule.");

        int behind = Pre.Aggregate(updateCount, (count, step) => step.CountOf(count));
        return Rule.Refuse(behind, byzantine) is { } why ? new OptionIssue(ErrorCatalog.ImpossibleCombination, "rule", why) : null;
    }

    /// <summary>Whether another section says the same.</summary>
    public bool Equals(AggregationSection? other) => other is not null
        && Rule == other.Rule && Byzantine == other.Byzantine && Momentum == other.Momentum && Pre.AsSpan().SequenceEqual(other.Pre.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rule, Byzantine, Momentum, Pre.Length);

    /// <inheritdoc/>
    public IEnumerable<OptionIssue> Check()
    {
        if (Rule is NearestToTrustedOptions && Pre.Any(step => !step.KeepsPlaces))
            yield return new OptionIssue(ErrorCatalog.ImpossibleCombination, "pre", "Behind bucketing no vector is the trusted worker's; monna needs one. Choose nnm, clipping or arc, or another rule.");
    }

    private string Name => string.Join(", ", Pre.Cast<object>().Append(Rule)
        .Select(part => RunParts.Tables.TryKindOf(part, out string? kind) ? kind : part.GetType().Name));
}
