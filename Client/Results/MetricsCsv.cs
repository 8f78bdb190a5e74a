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
        // Later columns stand at the end, so that a program that counts columns finds the earlier ones where they were.
        "iterations",
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
        text.Append(CultureInfo.InvariantCulture, $"{row.TrainLoss:R},{row.UpdateNorm:R},{row.Iterations}");
        return text.ToString();
    }

    /// <summary>
    /// Reads a file back, to the last bit. Columns are found by their names: ones that a file does not have are unknown in every row, and ones that
    /// this version does not know are passed over.
    /// </summary>
    /// <param name="reader">The text of the file.</param>
    /// <returns>The rows, in the order of the file.</returns>
    /// <exception cref="FormatException">It is not such a file; the message names the line.</exception>
    public static IReadOnlyList<MetricRow> Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        string[] names = reader.ReadLine()?.Split(',') ?? [];
        if (!names.Contains(Columns[0], StringComparer.Ordinal))
            throw new FormatException($"line 1 is not a header with a column '{Columns[0]}'");

        var rows = new List<MetricRow>();
        for (int line = 2; reader.ReadLine() is { } text; line++)
        {
            if (text.Length == 0)
                continue;
            string[] cells = text.Split(',');
            if (cells.Length != names.Length)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line} has {cells.Length} cells where the header has {names.Length}"));
            rows.Add(RowOf(new CsvCells(names, cells, line)));
        }

        return rows;
    }

    private static MetricRow RowOf(CsvCells cells) => new()
    {
        Round = checked((int)(cells.Whole("round") ?? 0)),
        Seconds = cells.Number("seconds") ?? 0,
        Loss = cells.Number("loss"),
        Accuracy = cells.Number("accuracy"),
        GradientNorm = cells.Number("gradientNorm"),
        Gap = cells.Number("gap"),
        Distance = cells.Number("distance"),
        Consensus = cells.Number("consensusDistance"),
        BytesUp = cells.Whole("bytesUp") ?? 0,
        BytesDown = cells.Whole("bytesDown") ?? 0,
        Gradients = cells.Whole("gradients") ?? 0,
        Communications = cells.Whole("communications") ?? 0,
        TrainLoss = cells.Number("trainLoss"),
        UpdateNorm = cells.Number("updateNorm"),
        Iterations = cells.Whole("iterations"),
    };
}
