using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>
/// Centered clipping: L times v &lt;- v + (1/n) sum_i (x_i - v) min(1, tau / ||x_i - v||), from the result of the round before, zero at first.
/// </summary>
/// <remarks>
/// Each call moves the result by at most L tau, each vector shifts it by at most tau / n a step. Cost d (n + 1)(n + 2) + L n^2: the result before
/// counts as one more vector. Defaults tau = 100, L = 1 (ByzFL). Source: Karimireddy, He, Jaggi, "Learning from History for Byzantine Robust
/// Optimization", ICML 2021.
/// </remarks>
/// <param name="radius">tau.</param>
/// <param name="steps">L.</param>
public sealed class CenteredClipping(double radius, int steps) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public bool UsesPrevious => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        GramMatrix gram = input.Products;
        int n = input.Count;
        double[] weights = new double[gram.Count];
        double[] distances = new double[gram.Count];
        weights[n] = 1;
        for (int step = 0; step < steps; step++)
        {
            gram.SquaredDistances(weights, distances);
            double kept = 1;
            for (int i = 0; i < n; i++)
            {
                double distance = Math.Sqrt(distances[i]);
                distances[i] = (distance > radius ? radius / distance : 1) / n;
                kept -= distances[i];
            }

            for (int i = 0; i < weights.Length; i++)
                weights[i] = (weights[i] * kept) + (i < n ? distances[i] : 0);
        }

        return Combination.Sum(weights);
    }
}
