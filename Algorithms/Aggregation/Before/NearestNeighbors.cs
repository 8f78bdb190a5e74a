using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Before;

/// <summary>Nearest neighbour mixing (NNM): every vector becomes the mean of the n - f vectors nearest to it, itself included.</summary>
/// <remarks>
/// Needs f &lt; n. Any rule with coefficient kappa has 8 f / (n - f) (kappa + 1) behind it. Cost d n (n + 1) + n (n - f) d. Source: Allouah,
/// Farhadkhani, Guerraoui, Gupta, Pinot, Stephan, "Fixing by Mixing", AISTATS 2023.
/// </remarks>
public sealed class NearestNeighbors : IPreAggregation
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Mixing Mix(RuleInput input)
    {
        int n = input.Count;
        int kept = n - input.Byzantine;
        double[] weights = new double[n * n];
        double[] distances = new double[n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                distances[j] = input.Products.SquaredDistance(i, j);
            foreach (int j in Ranking.Smallest(distances, kept))
                weights[(i * n) + j] = 1.0 / kept;
        }

        return new Mixing(n, n, weights);
    }
}
