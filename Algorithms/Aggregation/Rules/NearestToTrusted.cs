using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>MoNNA: the mean of the n - f vectors nearest to a trusted one, which is among them.</summary>
/// <remarks>
/// Needs 2f &lt; n and a vector that is known to be honest: in a network of peers each takes its own. Cost 2 n d. Source: Farhadkhani,
/// Guerraoui, Gupta, Hoang, Pinot, Stephan, "Robust Collaborative Learning with Linear Gradient Overhead", ICML 2023.
/// </remarks>
/// <param name="trusted">The position of the trusted vector.</param>
public sealed class NearestToTrusted(int trusted) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        double[] distances = [.. Enumerable.Range(0, input.Count).Select(i => input.Products.SquaredDistance(trusted, i))];
        return Combination.MeanOf(input.Count, Ranking.Smallest(distances, input.Count - input.Byzantine));
    }
}
