namespace Starling.Algorithms.Aggregation.Gram;

/// <summary>Orders by score, ascending; of equal scores the lower index comes first, so that every choice is determined.</summary>
internal static class Ranking
{
    /// <summary>The indices of the scores in that order.</summary>
    public static int[] Of(ReadOnlySpan<double> scores)
    {
        double[] keys = scores.ToArray();
        int[] order = new int[keys.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => keys[a].CompareTo(keys[b]) is var by and not 0 ? by : a.CompareTo(b));
        return order;
    }

    /// <summary>The k indices with the smallest scores.</summary>
    public static int[] Smallest(ReadOnlySpan<double> scores, int k) => Of(scores)[..k];

    /// <summary>The sum of the k smallest values, which are sorted for it.</summary>
    public static double SumOfSmallest(Span<double> values, int k)
    {
        values.Sort();
        double sum = 0;
        for (int i = 0; i < k; i++)
            sum += values[i];
        return sum;
    }
}
