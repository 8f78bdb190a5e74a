using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Before;

/// <summary>
/// Adaptive robust clipping (ARC): the k = floor(2 (f / n) (n - f)) vectors of largest norm are clipped to the next norm below them.
/// </summary>
/// <remarks>
/// Needs f &lt; n. Cost 3 n d + n log n. Source: Allouah, Guerraoui, Gupta, Jellouli, Rizk, Stephan, "Adaptive Gradient Clipping for Robust
/// Federated Learning", 2024.
/// </remarks>
public sealed class AdaptiveClipping : IPreAggregation
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Mixing Mix(RuleInput input)
    {
        int n = input.Count;
        int f = input.Byzantine;
        int clipped = 2 * f * (n - f) / n;
        int[] byNorm = Ranking.Of([.. Enumerable.Range(0, n).Select(i => input.Products[i, i])]);
        double radius = input.Products.Norm(byNorm[n - clipped - 1]);
        return Mixing.Scaling(NormClipping.Factors(input, radius, byNorm[(n - clipped)..]));
    }
}
