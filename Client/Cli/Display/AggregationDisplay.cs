using System.Globalization;
using System.Text.Json.Nodes;
using Starling.Algorithms.Options;
using Starling.Algorithms.Runs;
using Starling.Cli.Aggregating;
using Starling.Cli.Hosting;
using Starling.Client.Results;

namespace Starling.Cli.Display;

/// <summary>How the rows of a file became one: the answer of <c>starling aggregate</c>.</summary>
internal sealed class AggregationDisplay(ICliHost host, AggregationRequest request, string output)
{
    private const int MostRows = 40;
    private const int Suspects = 20;

    private string Element => request.IsSingle ? "float32" : "float64";

    /// <summary>One line about the rows that were refused; nothing where none was.</summary>
    public void ShowRefused(AggregationOutcome outcome)
    {
        if (outcome.Refused is not { Count: > 0 } refused)
            return;

        string names = string.Join(", ", refused.Take(Suspects));
        string more = refused.Count > Suspects ? ", ..." : "";
        host.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"note: {refused.Count} of {outcome.Rows.Count} rows {(refused.Count == 1 ? "is" : "are")} not finite and refused ({names}{more}); the rule took the others, with f = {outcome.Byzantine}."));
    }

    /// <summary>For a person: the facts, then a row per row of the file, or the most suspicious ones.</summary>
    public void Show(AggregationOutcome outcome, TimeSpan time)
    {
        int refused = outcome.Refused.Count;
        string refusals = refused > 0 ? string.Create(CultureInfo.InvariantCulture, $", {refused} of them refused") : "";
        FactList.Write(host,
        [
            ("Rule", AggregationParts.NameOf(request.Section)),
            ("Updates", string.Create(CultureInfo.InvariantCulture, $"n = {outcome.Rows.Count:N0}{refusals}; at most f = {outcome.Byzantine:N0} Byzantine")),
            ("Numbers", string.Create(CultureInfo.InvariantCulture, $"d = {request.Input.Columns:N0} of {Element}, in {Shards}")),
            ("Time", Units.Duration(time)),
            ("Result", output),
        ]);
        if (!host.IsInteractive)
            host.Output.WriteLine();

        IReadOnlyList<RowOutcome> shown = outcome.Rows.Count <= MostRows ? outcome.Rows : [.. MostSuspicious(outcome.Rows)];
        var table = new TextTable("Row", "Weight", "Distance", "Standing");
        foreach (RowOutcome row in shown)
        {
            table.Add(
                row.Row.ToString(CultureInfo.InvariantCulture),
                row.Standing is { } weighed ? Units.Number(weighed.Weight) : "-",
                row.Standing is { } measured ? Units.Number(measured.Distance) : "-",
                row.State);
        }

        table.WriteTo(host);
        if (shown.Count < outcome.Rows.Count)
            host.Output.WriteLine($"These are the {shown.Count} most suspicious of {Units.Count(outcome.Rows.Count)} rows; --json prints all.");
    }

    /// <summary>For programs: everything as one JSON object on a line.</summary>
    public void ShowJson(AggregationOutcome outcome, TimeSpan time)
    {
        JsonNode section = JsonNode.Parse(OptionsJson.Write(OptionsWriter.Write(request.Section, RunParts.Tables)))!;
        var rows = new JsonArray();
        foreach (RowOutcome row in outcome.Rows)
        {
            var line = new JsonObject { ["row"] = row.Row, ["standing"] = row.State };
            if (row.Standing is { } standing)
            {
                line["weight"] = standing.Weight;
                line["distance"] = Finite(standing.Distance);
                line["suspicion"] = standing.Suspicion;
            }

            rows.Add(line);
        }

        host.Output.WriteLine(new JsonObject
        {
            ["rule"] = section["rule"]?.DeepClone(),
            ["pre"] = section["pre"]?.DeepClone() ?? new JsonArray(),
            ["n"] = outcome.Rows.Count,
            ["f"] = request.Section.Byzantine,
            ["refused"] = new JsonArray([.. outcome.Refused.Select(row => (JsonNode)row)]),
            ["fAfterRefusals"] = outcome.Byzantine,
            ["d"] = request.Input.Columns,
            ["element"] = Element,
            ["shards"] = request.Shards,
            ["seed"] = request.Seed,
            ["seconds"] = Math.Round(time.TotalSeconds, 3),
            ["output"] = output,
            ["rows"] = rows,
        }.ToJsonString(ResultJson.Line));
    }

    private string Shards => request.Shards == 1 ? "one shard" : string.Create(CultureInfo.InvariantCulture, $"{request.Shards:N0} shards");

    private static IEnumerable<RowOutcome> MostSuspicious(IReadOnlyList<RowOutcome> rows) => rows
        .OrderBy(row => row.Standing is not null)
        .ThenByDescending(row => row.Standing?.Suspicion)
        .ThenByDescending(row => row.Standing?.Distance)
        .ThenBy(row => row.Row)
        .Take(Suspects);

    private static JsonNode Finite(double value) =>
        double.IsFinite(value) ? value : value.ToString(CultureInfo.InvariantCulture);
}
