using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>
/// Divide and conquer (DnC): the vectors are centred, scored by their squared product with the direction in which they vary most, and the
/// floor(c f) with the largest scores removed; the mean of the rest.
/// </summary>
/// <remarks>
/// Needs c f &lt; n. All coordinates are used, b = d, which one Gram matrix holds; the paper draws b of them, several times, to save work
/// that sharding has already divided. One pass does not see a bad vector behind a much worse one: the result is then not bounded. Cost
/// d n (n + 1) + n^3. Source: Shejwalkar, Houmansadr, "Manipulating the Byzantine", NDSS 2021.
/// </remarks>
/// <param name="removed">c, how many vectors are removed for every Byzantine one.</param>
public sealed class DivideAndConquer(double removed) : IAggregationRule
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Combination Combine(RuleInput input)
    {
        int n = input.Count;
        double[] mean = new double[n];
        Array.Fill(mean, 1.0 / n);
        GramMatrix centered = input.Products.CenteredAt(mean);
        var eigen = SymmetricEigen.Of(n, centered.Entries);

        // <x_i - mu, v>^2 = lambda q_i^2 for the top eigenpair (lambda, q) of the centred Gram matrix.
        double[] scores = [.. Enumerable.Range(0, n).Select(i => eigen.Values[0] * eigen.Vector(0, i) * eigen.Vector(0, i))];
        return Combination.MeanOf(n, Ranking.Smallest(scores, n - (int)Math.Floor(removed * input.Byzantine)));
    }
}
