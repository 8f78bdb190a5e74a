using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation;

/// <summary>Pre-aggregations, one after the other, and a rule behind them: again a rule.</summary>
/// <param name="before">The pre-aggregations, the first one first.</param>
/// <param name="rule">The rule.</param>
public sealed class AggregationPipeline(IReadOnlyList<IPreAggregation> before, IAggregationRule rule) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => rule.NeedsGram || before.Any(step => step.NeedsGram);

    /// <inheritdoc/>
    public bool UsesPrevious => rule.UsesPrevious;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        Mixing? mixing = null;
        foreach (IPreAggregation step in before)
        {
            Mixing next = step.Mix(input);
            int count = next.Outputs;
            if (UsesPrevious)
                next = next.WithOneKept();
            mixing = mixing is null ? next : next.After(mixing);
            input = input with
            {
                Count = count,
                Gram = input.Gram?.Mixed(next),
                Samples = input.Samples is { } samples ? WeighEach(next, samples, count) : null,
                Workers = count == input.Count ? input.Workers : null,
            };
        }

        return rule.Combine(input).After(mixing);
    }

    /// <summary>A mixed vector weighs what it is made of.</summary>
    private static double[] WeighEach(Mixing mixing, IReadOnlyList<double> samples, int count)
    {
        double[] mixed = new double[count];
        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < samples.Count; i++)
                mixed[r] += mixing.Row(r)[i] * samples[i];
        }

        return mixed;
    }
}
