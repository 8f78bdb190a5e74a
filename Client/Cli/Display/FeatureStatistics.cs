using Starling.Algorithms.Data;

namespace Starling.Cli.Display;

/// <summary>What the values of a data set's features look like, over all rows and features together.</summary>
/// <param name="Smallest">The smallest value.</param>
/// <param name="Largest">The largest value.</param>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The root of the mean squared distance from the mean.</param>
/// <param name="ZeroShare">The share of values that are zero.</param>
internal sealed record FeatureStatistics(
    double Smallest, double Largest, double Mean, double StandardDeviation, double ZeroShare)
{
    private const int ValuesAtOnce = 1 << 20;

    /// <summary>Looks at every value, a block of rows at a time.</summary>
    public static FeatureStatistics Of(Dataset data)
    {
        int width = Math.Max(1, data.FeatureCount);
        int block = Math.Clamp(ValuesAtOnce / width, 1, Math.Max(1, data.Count));
        int[] rows = new int[block];
        float[] values = new float[block * width];
        double smallest = double.PositiveInfinity, largest = double.NegativeInfinity, mean = 0.0, squares = 0.0;
        long count = 0, zeros = 0;
        for (int first = 0; first < data.Count; first += block)
        {
            int length = Math.Min(block, data.Count - first);
            for (int i = 0; i < length; i++)
                rows[i] = first + i;
            Span<float> part = values.AsSpan(0, length * data.FeatureCount);
            data.CopyRows(rows.AsSpan(0, length), part);

            double sum = 0.0;
            foreach (float value in part)
            {
                smallest = Math.Min(smallest, value);
                largest = Math.Max(largest, value);
                sum += value;
                if (value == 0.0f)
                    zeros++;
            }

            // Blocks are joined by Chan's formula, so that large offsets do not eat the deviation.
            double partMean = sum / part.Length, partSquares = 0.0;
            foreach (float value in part)
                partSquares += (value - partMean) * (value - partMean);
            double difference = partMean - mean;
            long total = count + part.Length;
            squares += partSquares + (difference * difference * count * part.Length / total);
            mean += difference * part.Length / total;
            count = total;
        }

        return new FeatureStatistics(smallest, largest, mean, Math.Sqrt(squares / count), (double)zeros / count);
    }
}
