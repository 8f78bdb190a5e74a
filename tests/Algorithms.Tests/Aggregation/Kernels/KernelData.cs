using System.Numerics;
using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;
using Starling.Algorithms.Numerics;

namespace Starling.Algorithms.Tests.Aggregation.Kernels;

/// <summary>Vectors that are hard on kernels, and what they should give, column by column in double.</summary>
internal static class KernelData
{
    public static readonly int[] Counts = [1, 2, 3, 4, 5, 7, 8, 15, 16, 20, 33, 64];
    public static readonly int[] Lengths = [1, 7, 8, 15, 16, 17, 100, 1000, 5000];
    public static readonly string[] Kinds = ["random", "ties", "duplicates", "outliers", "denormals", "zeros"];

    public static VectorBuffer<T>[] Vectors<T>(int count, int length, string kind, int seed = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        VectorBuffer<T>[] vectors = new VectorBuffer<T>[count];
        for (int i = 0; i < count; i++)
        {
            vectors[i] = new VectorBuffer<T>(length);
            for (int c = 0; c < length; c++)
                vectors[i].Span[c] = T.CreateTruncating(Value(kind, random, i));
        }

        if (kind == "duplicates")
        {
            for (int i = count / 2; i < count; i++)
                vectors[i - (count / 2)].Span.CopyTo(vectors[i].Span);
        }

        return vectors;
    }

    private static double Value(string kind, Random random, int row) => kind switch
    {
        "ties" => random.Next(-2, 3),
        "outliers" when row % 4 == 1 => random.Next(2) == 0 ? 1e30 : -3e38,
        "denormals" => (random.NextDouble() - 0.5) * 1e-42,
        "zeros" => random.Next(3) switch { 0 => 0.0, 1 => -0.0, _ => random.Next(-1, 2) },
        _ => (random.NextDouble() + random.NextDouble() - 1) * Math.Pow(2, random.Next(-4, 4)),
    };

    /// <summary>What a coordinate rule makes of a column in worker order.</summary>
    public static double Join(Combination combination, double[] values)
    {
        int m = values.Length;
        double[] sorted = [.. values.Order()];
        double median = m % 2 == 1 ? sorted[m / 2] : (sorted[m / 2 - 1] / 2) + (sorted[m / 2] / 2);
        double trimmed = combination.Trim * 2 < m ? sorted[combination.Trim..(m - combination.Trim)].Average() : 0;
        return combination.Rule switch
        {
            CoordinateRule.Mean => values.Average(),
            CoordinateRule.Median => median,
            CoordinateRule.TrimmedMean => trimmed,
            CoordinateRule.MeanAroundMedian => Nearest(values, median, combination.Keep),
            _ => Nearest(values, trimmed, combination.Keep),
        };
    }

    private static double Nearest(double[] values, double centre, int keep) =>
        Enumerable.Range(0, values.Length).OrderBy(i => Math.Abs(values[i] - centre)).ThenBy(i => i).Take(keep).Average(i => values[i]);

    /// <summary>Column c of the mixed vectors, with the error that the element type may have made of it.</summary>
    public static double[] Mixed<T>(VectorBuffer<T>[] vectors, Mixing? mixing, int c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (mixing is null)
            return [.. vectors.Select(vector => double.CreateTruncating(vector.Span[c]))];

        double[] mixed = new double[mixing.Outputs];
        for (int r = 0; r < mixed.Length; r++)
        {
            T sum = T.Zero;
            for (int i = 0; i < vectors.Length; i++)
            {
                if (mixing.Row(r)[i] != 0)
                    sum = T.FusedMultiplyAdd(T.CreateTruncating(mixing.Row(r)[i]), vectors[i].Span[c], sum);
            }

            bool alone = mixing.Row(r).IndexOf(1.0) is >= 0 and var only && mixing.Row(r)[(only + 1)..].IndexOfAnyExcept(0.0) < 0
                && mixing.Row(r)[..only].IndexOfAnyExcept(0.0) < 0;
            mixed[r] = double.CreateTruncating(alone ? vectors[mixing.Row(r).IndexOf(1.0)].Span[c] : sum);
        }

        return mixed;
    }
}
