using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Before;

/// <summary>Static clipping: x_i min(1, c / ||x_i||).</summary>
/// <remarks>Cost 3 n d. Bounds what any vector can do; alone it makes no rule robust.</remarks>
/// <param name="radius">c.</param>
public sealed class NormClipping(double radius) : IPreAggregation
{
    /// <inheritdoc/>
    public bool NeedsGram => true;

    /// <inheritdoc/>
    public Mixing Mix(RuleInput input) => Mixing.Scaling(Factors(input, radius, Enumerable.Range(0, input.Count)));

    /// <summary>min(1, c / ||x_i||) for some of the vectors, 1 for the others.</summary>
    internal static double[] Factors(RuleInput input, double radius, IEnumerable<int> clipped)
    {
        GramMatrix gram = input.Products;
        double[] factors = new double[input.Count];
        Array.Fill(factors, 1);
        foreach (int i in clipped)
            factors[i] = gram.Norm(i) > radius ? radius / gram.Norm(i) : 1;
        return factors;
    }
}
