namespace Starling.Bench;

/// <summary>Quantiles of measured values.</summary>
internal static class Quantiles
{
    /// <summary>The median: the mean of the two middle values where there are two.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The least value that 99 % of the values do not exceed.</summary>
    public static double Percentile99(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[(int)Math.Ceiling(0.99 * sorted.Length) - 1];
    }
}
