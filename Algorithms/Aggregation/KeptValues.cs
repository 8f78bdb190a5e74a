using System.Numerics;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Aggregation;

/// <summary>Whose values a coordinate rule keeps: the weight that a vector has in a median or a trimmed mean, estimated on some coordinates.</summary>
public static class KeptValues
{
    /// <summary>
    /// For each of the vectors that the rule joins, the sum over the sampled coordinates of its share of the result: 1 / k where k values were kept and
    /// its own was one, else 0. All together they are the number of sampled coordinates.
    /// </summary>
    /// <param name="combination">The combination.</param>
    /// <param name="vectors">The vectors.</param>
    /// <param name="most">How many coordinates are looked at, evenly spaced; fewer where the vectors are shorter.</param>
    /// <typeparam name="T">The element type.</typeparam>
    public static double[] Count<T>(Combination combination, IReadOnlyList<VectorBuffer<T>> vectors, int most)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = combination.Mixing?.Outputs ?? vectors.Count;
        int length = vectors[0].Length;
        int columns = Math.Min(most, length);
        double[] kept = new double[rows];
        double[] column = new double[vectors.Count];
        double[] values = new double[rows];
        for (int k = 0; k < columns; k++)
        {
            int place = (int)((long)k * length / columns);
            for (int i = 0; i < column.Length; i++)
                column[i] = double.CreateTruncating(vectors[i].Span[place]);
            Mix(combination.Mixing, column, values);
            int[] chosen = Choose(combination, values);
            foreach (int r in chosen)
                kept[r] += 1.0 / chosen.Length;
        }

        return kept;
    }

    private static void Mix(Mixing? mixing, double[] column, double[] values)
    {
        if (mixing is null)
        {
            column.CopyTo(values, 0);
            return;
        }

        for (int r = 0; r < values.Length; r++)
        {
            ReadOnlySpan<double> weights = mixing.Row(r);
            values[r] = 0;
            for (int i = 0; i < weights.Length; i++)
                values[r] += weights[i] * column[i];
        }
    }

    private static int[] Choose(Combination combination, double[] values)
    {
        int n = values.Length;
        int[] order = Ranking.Of(values);
        int[] middle = order[((n - 1) / 2)..((n / 2) + 1)];
        int[] inner = order[Math.Min(combination.Trim, (n - 1) / 2)..Math.Max(n - combination.Trim, (n / 2) + 1)];
        return combination.Rule switch
        {
            CoordinateRule.Mean => order,
            CoordinateRule.Median => middle,
            CoordinateRule.TrimmedMean => inner,
            CoordinateRule.MeanAroundMedian => Nearest(values, Average(values, middle), combination.Keep),
            _ => Nearest(values, Average(values, inner), combination.Keep),
        };
    }

    private static double Average(double[] values, int[] chosen) => chosen.Average(i => values[i]);

    private static int[] Nearest(double[] values, double center, int keep) =>
        Ranking.Smallest([.. values.Select(value => Math.Abs(value - center))], Math.Min(keep, values.Length));
}
