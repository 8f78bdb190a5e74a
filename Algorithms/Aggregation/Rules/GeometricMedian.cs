using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Where the iteration of a geometric median begins.</summary>
public enum MedianStart
{
    /// <summary>At zero, as ByzFL does; then the result does not move with the vectors.</summary>
    Zero,

    /// <summary>At the weighted mean.</summary>
    Mean,
}

/// <summary>
/// The geometric median, argmin_z sum_i alpha_i ||z - x_i||, by the smoothed Weiszfeld iteration
/// z &lt;- sum_i beta_i x_i / sum_i beta_i with beta_i = alpha_i / max(nu, ||z - x_i||).
/// </summary>
/// <remarks>
/// Needs 2f &lt; n. Robustness coefficient 4 (1 + a)^2, a = f / (n - 2f), for the exact one. Cost d n (n + 1) + T n^2: z is a combination of the
/// vectors all along, so that only its weights are iterated. A start at the mean has to be left behind: of f huge vectors each step keeps about
/// the share f / (n - f), so few steps do not bound the result. Sources: ByzFL (T = 3, nu = 0.1, from zero); Pillutla, Kakade, Harchaoui,
/// "Robust Aggregation for Federated Learning", IEEE TSP 2022 (T = 4, nu = 1e-5, from the mean, until the objective changes by less than 1e-6 of it).
/// </remarks>
/// <param name="iterations">T, the most steps.</param>
/// <param name="smoothing">nu.</param>
/// <param name="tolerance">Stops where the objective changes by less than this share of it; 0 for never.</param>
/// <param name="start">Where it begins.</param>
/// <param name="bySamples">Whether the weights alpha are proportional to the samples n_i of the workers.</param>
public sealed class GeometricMedian(
    int iterations, double smoothing, double tolerance, MedianStart start, bool bySamples = false) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        GramMatrix gram = input.Products;
        double[] alpha = Alpha(input.Count, bySamples ? input.Samples : null);
        double[] weights = start == MedianStart.Mean ? [.. alpha] : new double[input.Count];
        double[] distances = new double[input.Count];
        double objective = Measure(gram, alpha, weights, distances);
        for (int step = 0; step < iterations; step++)
        {
            double total = 0;
            for (int i = 0; i < weights.Length; i++)
                total += weights[i] = alpha[i] / Math.Max(smoothing, distances[i]);
            for (int i = 0; i < weights.Length; i++)
                weights[i] /= total;

            double next = Measure(gram, alpha, weights, distances);
            if (Math.Abs(objective - next) < tolerance * next)
                break;
            objective = next;
        }

        return Combination.Sum(weights);
    }

    private static double Measure(GramMatrix gram, double[] alpha, double[] weights, double[] distances)
    {
        gram.SquaredDistances(weights, distances);
        double objective = 0;
        for (int i = 0; i < distances.Length; i++)
            objective += alpha[i] * (distances[i] = Math.Sqrt(distances[i]));
        return objective;
    }

    private static double[] Alpha(int count, IReadOnlyList<double>? samples)
    {
        double[] alpha = new double[count];
        double total = 0;
        for (int i = 0; i < count; i++)
            total += alpha[i] = samples?[i] ?? 1;
        for (int i = 0; i < count; i++)
            alpha[i] /= total;
        return alpha;
    }
}
