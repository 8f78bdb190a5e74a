using Starling.Algorithms.Aggregation;
using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Tests.Aggregation;

/// <summary>The matrix R of the specification (n = 7, d = 5, rows 6 and 7 Byzantine), and a plain way to apply a rule to rows.</summary>
internal static class WorkedExample
{
    /// <summary>The rows.</summary>
    public static double[][] Rows { get; } =
    [
        [1.0, -2.0, 0.5, 3.0, -1.0],
        [1.6, -1.1, 0.2, 2.1, 0.4],
        [0.3, -2.7, 1.3, 3.6, -1.9],
        [1.4, -1.5, -0.6, 1.8, -2.2],
        [0.1, -0.9, 1.0, 2.4, -0.3],
        [-0.6, 0.9, -0.7, 0.4, 0.8],
        [2.6, 0.3, 1.9, 3.7, 1.2],
    ];

    /// <summary>The mean of the honest rows.</summary>
    public static double[] HonestMean { get; } = [0.88, -1.64, 0.48, 2.58, -1.00];

    /// <summary>The inner products of rows.</summary>
    public static GramMatrix Gram(double[][] rows) =>
        new(rows.Length, [.. rows.SelectMany(x => rows.Select(y => x.Zip(y, (a, b) => a * b).Sum()))]);

    /// <summary>Applies a rule to rows; a rule that uses its previous result gets <paramref name="previous"/>, or zero.</summary>
    public static double[] Apply(IAggregationRule rule, int byzantine, double[][]? rows = null, double[]? previous = null)
    {
        rows ??= Rows;
        double[][] all = rule.UsesPrevious ? [.. rows, previous ?? new double[rows[0].Length]] : rows;
        return Join(rule.Combine(Input(rows.Length, byzantine, all)), all);
    }

    /// <summary>Applies a pre-aggregation to rows.</summary>
    public static double[][] Apply(IPreAggregation before, int byzantine, double[][]? rows = null) =>
        Mix(before.Mix(Input((rows ?? Rows).Length, byzantine, rows ?? Rows)), rows ?? Rows);

    /// <summary>What a rule sees of rows.</summary>
    public static RuleInput Input(int count, int byzantine, double[][] rows) => new()
    {
        Count = count,
        Byzantine = byzantine,
        Gram = Gram(rows),
        Samples = [.. Enumerable.Range(0, count).Select(i => i is 1 or 2 ? 10.0 * (i + 1) : 10)],
    };

    /// <summary>Mixes rows.</summary>
    public static double[][] Mix(Mixing mixing, double[][] rows) =>
        [.. Enumerable.Range(0, mixing.Outputs).Select(r => rows[0].Select((_, k) => rows.Select((row, i) => mixing.Row(r)[i] * row[k]).Sum()).ToArray())];

    private static double[] Join(Combination combination, double[][] rows)
    {
        double[][] mixed = combination.Mixing is { } mixing ? Mix(mixing, rows) : rows;
        return [.. mixed[0].Select((_, k) => Join(combination, [.. mixed.Select(row => row[k])]))];
    }

    private static double Join(Combination combination, double[] values)
    {
        double[] sorted = [.. values.Order()];
        double median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        double[] middle = sorted[combination.Trim..(sorted.Length - combination.Trim)];
        return combination.Rule switch
        {
            CoordinateRule.Mean => values.Average() / combination.Divisor,
            CoordinateRule.Median => median,
            CoordinateRule.TrimmedMean => middle.Average(),
            CoordinateRule.MeanAroundMedian => Near(values, median, combination.Keep),
            _ => Near(values, middle.Average(), combination.Keep),
        };
    }

    private static double Near(double[] values, double center, int keep) =>
        values.Select((value, i) => (value, i)).OrderBy(pair => Math.Abs(pair.value - center)).ThenBy(pair => pair.i).Take(keep).Average(pair => pair.value);
}
