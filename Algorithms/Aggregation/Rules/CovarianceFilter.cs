using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>
/// The covariance-bound agnostic filter (CAF): weights c_i, all 1 at first, are lowered along the direction in which the weighted vectors
/// vary most, c_i &lt;- c_i (1 - tau_i / tau_max) with tau_i = &lt;x_i - mu, v&gt;^2, while their sum is above n - 2f; the result is the weighted mean
/// whose covariance had the smallest top eigenvalue.
/// </summary>
/// <remarks>
/// Needs 2f &lt; n. Cost d n (n + 1) + 2 f n^3. tau_max is taken over the vectors that still have weight: so every pass takes the weight of at
/// least one, and there are at most 2f. Source: Allouah, Guerraoui, Stephan, "Towards Trustworthy Federated Learning with Untrusted
/// Participants", ICML 2025; the direction is exact, not a random power step as in ByzFL.
/// </remarks>
public sealed class CovarianceFilter : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        int n = input.Count;
        double[] weights = new double[n];
        Array.Fill(weights, 1);
        double[] mean = new double[n];
        double[] best = new double[n];
        double smallest = double.PositiveInfinity;
        for (double total = n; total > n - (2 * input.Byzantine); total = weights.Sum())
        {
            for (int i = 0; i < n; i++)
                mean[i] = weights[i] / total;

            (double top, double[] spread) = Spread(input.Products.CenteredAt(mean), mean);
            if (top < smallest)
                (smallest, best) = (top, [.. mean]);

            double widest = 0;
            for (int i = 0; i < n; i++)
                widest = weights[i] > 0 ? Math.Max(widest, spread[i]) : widest;
            if (top <= 0 || widest <= 0)
                break;

            for (int i = 0; i < n; i++)
                weights[i] *= Math.Max(0, 1 - (spread[i] / widest));
        }

        return Combination.Sum(double.IsPositiveInfinity(smallest) ? Uniform(n) : best);
    }

    private static double[] Uniform(int n)
    {
        double[] uniform = new double[n];
        Array.Fill(uniform, 1.0 / n);
        return uniform;
    }

    /// <summary>The top eigenvalue of sum_i p_i (x_i - mu)(x_i - mu)', and &lt;x_i - mu, v&gt;^2 for its unit eigenvector v.</summary>
    private static (double Top, double[] Spread) Spread(GramMatrix centered, double[] shares)
    {
        // With C the centred Gram matrix and D = diag(sqrt p), the eigenvalues are those of D C D; of its eigenvector q,
        // v = sum_j sqrt(p_j) q_j (x_j - mu) / sqrt(lambda).
        int n = centered.Count;
        double[] scaled = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                scaled[(i * n) + j] = Math.Sqrt(shares[i] * shares[j]) * centered[i, j];
        }

        var eigen = SymmetricEigen.Of(n, scaled);
        double top = eigen.Values[0];
        double[] spread = new double[n];
        if (top > 0)
        {
            for (int i = 0; i < n; i++)
            {
                double along = 0;
                for (int j = 0; j < n; j++)
                    along += Math.Sqrt(shares[j]) * eigen.Vector(0, j) * centered[i, j];
                spread[i] = along * along / top;
            }
        }

        return (top, spread);
    }
}
