using System.Globalization;
using System.Text;
using Starling.GrainInterfaces;

namespace Starling.Grains.Jobs;

/// <summary>An evaluation in words, with what is known of it.</summary>
internal static class MetricText
{
    /// <summary>One sentence.</summary>
    public static string Of(MetricRow row)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"After {row.Round} rounds:");
        Add(row.Loss, "loss", "0.0000");
        Add(row.Accuracy, "accuracy", "0.0000");
        Add(row.GradientNorm, row.Loss is null ? "residual" : "gradient", "0.00e+0");
        Add(row.Distance, "distance", "0.00e+0");
        Add(row.Gap, "gap", "0.00e+0");
        text[^1] = '.';
        return text.ToString();

        void Add(double? value, string name, string format)
        {
            if (value is { } known)
                text.Append(CultureInfo.InvariantCulture, $" {name} {known.ToString(format, CultureInfo.InvariantCulture)},");
        }
    }
}
