namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>The weighted mean, sum_i w_i x_i / sum_i w_i.</summary>
/// <remarks>Stands no Byzantine vector: one moves it anywhere. Cost n d.</remarks>
/// <param name="bySamples">Whether w_i = n_i, the samples of a worker, and not 1.</param>
public sealed class WeightedMean(bool bySamples = false) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => false;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        double[] weights = bySamples && input.Samples is { } samples ? [.. samples] : [.. Enumerable.Repeat(1.0, input.Count)];
        double total = 0;
        foreach (double weight in weights)
            total += weight;

        // Of workers without any samples nobody counts more than another.
        if (!(total > 0))
        {
            Array.Fill(weights, 1);
            total = weights.Length;
        }

        return Combination.Sum(weights) with { Divisor = total };
    }
}
