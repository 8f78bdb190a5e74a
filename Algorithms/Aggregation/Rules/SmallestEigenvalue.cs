using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>
/// Smallest maximum eigenvalue averaging (SMEA): the mean of those n - f vectors whose covariance
/// (1 / (n - f)) sum (x_i - mu)(x_i - mu)' has the smallest top eigenvalue; of several such sets the first in lexicographic order.
/// </summary>
/// <remarks>
/// Needs 2f &lt; n. Robustness coefficient, of the spectral kind, 4 a, a = f / (n - 2f). Cost d n (n + 1) + C(n, f) (n - f)^3. Source: Allouah,
/// Guerraoui, Gupta, Pinot, Stephan, "On the Privacy-Robustness-Utility Trilemma in Distributed Learning", ICML 2023.
/// </remarks>
public sealed class SmallestEigenvalue : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        int size = input.Count - input.Byzantine;
        int[] subset = [.. Enumerable.Range(0, size)];
        int[] best = [.. subset];
        double smallest = double.PositiveInfinity;
        double[] mean = new double[size];
        Array.Fill(mean, 1.0 / size);
        do
        {
            // The eigenvalues of the covariance are those of the centred Gram matrix over n - f.
            GramMatrix centered = input.Products.Of(subset).CenteredAt(mean);
            double top = SymmetricEigen.Of(size, centered.Entries).Values[0];
            if (top < smallest)
            {
                smallest = top;
                subset.CopyTo(best, 0);
            }
        }
        while (Subsets.MoveNext(input.Count, subset));

        return Combination.MeanOf(input.Count, best);
    }
}
