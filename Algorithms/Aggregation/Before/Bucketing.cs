using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation.Before;

/// <summary>Bucketing: the vectors are put into random buckets of s, the last one perhaps smaller, and every bucket becomes its mean.</summary>
/// <remarks>
/// Needs f &lt; ceil(n / s) / 2: one Byzantine vector spoils its bucket, so f stays and n becomes ceil(n / s). Cost n d. Source: Karimireddy, He,
/// Jaggi, "Byzantine-Robust Learning on Heterogeneous Datasets via Bucketing", ICLR 2022.
/// </remarks>
/// <param name="size">s.</param>
public sealed class Bucketing(int size) : IPreAggregation
{
    /// <inheritdoc/>
    public bool NeedsGram => false;

    /// <inheritdoc/>
    public Mixing Mix(RuleInput input) =>
        Of(new RandomStream(input.Seed, RandomPurpose.Aggregation, round: input.Round).Permutation(input.Count), size);

    /// <summary>The means of consecutive vectors of an order.</summary>
    internal static Mixing Of(ReadOnlySpan<int> order, int size)
    {
        int buckets = (order.Length + size - 1) / size;
        double[] weights = new double[buckets * order.Length];
        for (int k = 0; k < order.Length; k++)
        {
            int bucket = k / size;
            weights[(bucket * order.Length) + order[k]] = 1.0 / Math.Min(size, order.Length - (bucket * size));
        }

        return new Mixing(buckets, order.Length, weights);
    }
}
