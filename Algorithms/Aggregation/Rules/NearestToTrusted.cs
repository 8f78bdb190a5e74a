using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>MoNNA: the mean of the n - f vectors nearest to a trusted one, which is among them.</summary>
/// <remarks>
/// Needs 2f &lt; n and a vector that is known to be honest: in a network of peers each takes its own. In a round in which that
/// worker is absent the vector that Krum chooses stands for its own. Cost 2 n d. Source: Farhadkhani,
/// Guerraoui, Gupta, Hoang, Pinot, Stephan, "Robust Collaborative Learning with Linear Gradient Overhead", ICML 2023.
/// </remarks>
/// <param name="trusted">The number of the trusted worker.</param>
public sealed class NearestToTrusted(int trusted) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        int place = PlaceOf(input);
        double[] distances = [.. Enumerable.Range(0, input.Count).Select(i => input.Products.SquaredDistance(place, i))];
        return Combination.MeanOf(input.Count, Ranking.Smallest(distances, input.Count - input.Byzantine));
    }

    private int PlaceOf(RuleInput input)
    {
        int place = input.Workers is { } workers ? workers.ToList().IndexOf(trusted) : trusted;
        if ((uint)place < (uint)input.Count)
            return place;

        double[] scores = new double[input.Count];
        Krum.Score(input.Products, Math.Max(1, input.Count - input.Byzantine - 1), power: 2, scores);
        return Ranking.Of(scores)[0];
    }
}
