using System.Globalization;
using System.Text;
using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>
/// The format of <c>metrics.csv</c>: a header, then a row per evaluation; counters run from the start of the job. Numbers are
/// written so that reading them gives the same bits back; a cell is empty where a job does not know the quantity.
/// </summary>
public static class MetricsCsv
{
    /// <summary>The columns. All jobs have all of them, in this order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "round", "seconds", "loss", "accuracy", "gradientNorm", "gap", "distance", "consensusDistance",
        "bytesUp", "bytesDown", "gradients", "communications", "trainLoss", "updateNorm",
    ];

    /// <summary>The first line, without its end.</summary>
    public static string Header { get; } = string.Join(',', Columns);

    /// <summary>A row, without its end.</summary>
    public static string Row(MetricRow row)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{row.Round},{row.Seconds:R},{row.Loss:R},{row.Accuracy:R},");
        text.Append(CultureInfo.InvariantCulture, $"{row.GradientNorm:R},{row.Gap:R},{row.Distance:R},{row.Consensus:R},");
        text.Append(CultureInfo.InvariantCulture, $"{row.BytesUp},{row.BytesDown},{row.Gradients},{row.Communications},");
        text.Append(CultureInfo.InvariantCulture, $"{row.TrainLoss:R},{row.UpdateNorm:R}");
        return text.ToString();
    }
}
