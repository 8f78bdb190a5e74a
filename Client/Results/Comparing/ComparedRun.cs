using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;

namespace Starling.Client.Results.Comparing;

/// <summary>What a run left in its folder, read again.</summary>
/// <param name="Label">What it is called in the comparison.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Result">What <c>result.json</c> says.</param>
/// <param name="Rows">The evaluations of <c>metrics.csv</c>.</param>
public sealed record ComparedRun(string Label, string Folder, ResultDocument Result, IReadOnlyList<MetricRow> Rows)
{
    /// <summary>Workers, or nodes, of the job.</summary>
    public int Workers => Result.Job?["workers"] is JsonObject workers && workers["count"] is JsonValue count && count.TryGetValue(out int value) && value > 0
        ? value : 1;

    /// <summary>The newest evaluation; null where there was none.</summary>
    public MetricRow? Last => Result.FinalMetrics ?? (Rows.Count > 0 ? Rows[^1] : null);

    /// <summary>Reads a folder. It is called by the job's name.</summary>
    /// <param name="folder">The folder that a run wrote.</param>
    /// <exception cref="StarlingException">STAR0413: it holds no results. STAR0414: they cannot be read.</exception>
    public static ComparedRun Read(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string result = Path.Combine(folder, "result.json");
        string metrics = Path.Combine(folder, "metrics.csv");
        if (!Directory.Exists(folder))
            throw new StarlingException(ErrorCatalog.ResultsMissing, $"There is no folder {folder}; name one that `starling run` or `starling result` wrote.");
        if (!File.Exists(result))
            throw new StarlingException(ErrorCatalog.ResultsMissing, $"{folder} has no result.json: no run wrote it, or one that has not ended; name the folder of a run that has.");
        if (!File.Exists(metrics))
            throw new StarlingException(ErrorCatalog.ResultsMissing, $"{folder} has no metrics.csv beside its result.json; fetch the results again with `starling result ID --out DIR`, or run the job again.");

        ResultDocument document = ReadDocument(result);
        return new ComparedRun(document.Name, folder, document, ReadRows(metrics));
    }

    private static ResultDocument ReadDocument(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<ResultDocument>(stream, ResultJson.Document) ?? throw Unreadable(path, "it says null", null);
        }
        catch (JsonException exception)
        {
            string where = exception.LineNumber is { } line ? $"line {line + 1} is not what a run writes" : "it is not what a run writes";
            throw Unreadable(path, where, exception);
        }
        catch (Exception exception) when (ResultFile.IsDiskTrouble(exception))
        {
            throw Unreadable(path, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static IReadOnlyList<MetricRow> ReadRows(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            return MetricsCsv.Read(reader);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException || ResultFile.IsDiskTrouble(exception))
        {
            throw Unreadable(path, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static StarlingException Unreadable(string path, string why, Exception? cause) =>
        new(ErrorCatalog.ResultsUnreadable, $"{path} cannot be read: {why}; fetch the results again with `starling result ID --out DIR`, or run the job again.", cause);
}
