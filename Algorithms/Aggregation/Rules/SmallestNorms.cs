using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Comparative gradient elimination (CGE): the mean of the n - f vectors of smallest norm.</summary>
/// <remarks>
/// Needs 2f &lt; n. Bounded, but not robust: a Byzantine vector with a small norm is always kept. Cost 2 n d. Source: Gupta, Vaidya,
/// "Byzantine Fault-Tolerant Parallelized Stochastic Gradient Descent for Linear Regression", Allerton 2019.
/// </remarks>
public sealed class SmallestNorms : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        double[] squares = [.. Enumerable.Range(0, input.Count).Select(i => input.Products[i, i])];
        return Combination.MeanOf(input.Count, Ranking.Smallest(squares, input.Count - input.Byzantine));
    }
}
