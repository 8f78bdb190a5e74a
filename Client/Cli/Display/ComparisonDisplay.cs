using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.Cli.Hosting;
using Starling.Client.Results;
using Starling.Client.Results.Comparing;

namespace Starling.Cli.Display;

/// <summary>Runs beside each other: the answer of <c>starling compare</c>.</summary>
internal sealed class ComparisonDisplay(ICliHost host, RunComparison comparison, string? page)
{
    private const string Nothing = "-";

    /// <summary>For a person: the runs, what it took them, in what their jobs differ.</summary>
    public void Show()
    {
        string[] labels = [.. comparison.Runs.Select(run => run.Label)];
        var runs = new TextTable(["", .. labels]);
        foreach (Quantity quantity in comparison.Quantities)
            runs.Add([quantity.Title, .. Enumerable.Range(0, labels.Length).Select(run => Value(quantity, run))]);
        runs.WriteTo(host);
        host.Output.WriteLine("Gradients and bytes are those of one worker, on average. * the best.");

        foreach (IGrouping<string, Milestone> metric in comparison.Milestones.GroupBy(step => step.Metric, StringComparer.Ordinal))
        {
            host.Output.WriteLine();
            Steps(ComparedMetric.All.Single(known => known.Key == metric.Key), [.. metric]).WriteTo(host);
        }

        if (comparison.Milestones.Length > 0)
            host.Output.WriteLine("At the first evaluation that is as good; in brackets the ratio to the first run.");
        if (page is not null)
        {
            host.Output.WriteLine();
            host.Output.WriteLine($"Page  {page}");
        }
    }

    /// <summary>For programs: everything as one JSON object on a line.</summary>
    public void ShowJson()
    {
        var runs = new JsonArray();
        for (int run = 0; run < comparison.Runs.Length; run++)
        {
            var values = new JsonObject { ["label"] = comparison.Runs[run].Label, ["folder"] = comparison.Runs[run].Folder, ["jobId"] = comparison.Runs[run].Result.JobId };
            foreach (Quantity quantity in comparison.Quantities)
                values[quantity.Key] = quantity.Texts.Length > 0 ? quantity.Texts[run] : JsonSerializer.SerializeToNode(quantity.Numbers[run], ResultJson.Line);
            runs.Add(values);
        }

        var result = new JsonObject
        {
            ["runs"] = runs,
            ["milestones"] = JsonSerializer.SerializeToNode(comparison.Milestones, ResultJson.Line),
            ["differences"] = JsonSerializer.SerializeToNode(comparison.Differences, ResultJson.Line),
        };
        host.Output.WriteLine(result.ToJsonString(ResultJson.Line));
    }

    private TextTable Steps(ComparedMetric metric, Milestone[] steps)
    {
        MilestoneCost[] costs = [.. steps.SelectMany(step => step.Costs).OfType<MilestoneCost>()];
        var columns = new List<(string Title, Func<MilestoneCost, double> Of, Func<double, string> Show)> { ("Rounds", cost => cost.Rounds, Count) };
        // Of most methods a round is an iteration; saying so in every line would cost the room of a column.
        if (costs.Any(cost => cost.Iterations is { } iterations && iterations != cost.Rounds))
            columns.Add(("Iterations", cost => cost.Iterations ?? double.NaN, Count));
        columns.Add(("Gradients", cost => cost.Gradients, Count));
        columns.Add(("Bytes up", cost => cost.BytesUp, Bytes));
        columns.Add(("Bytes down", cost => cost.BytesDown, Bytes));
        columns.Add(("Both ways", cost => cost.Bytes, Bytes));
        columns.RemoveAll(column => costs.All(cost => column.Of(cost) is 0 or double.NaN));

        var table = new TextTable([$"{metric.Title} {(metric.HigherIsBetter ? ">=" : "<=")}", "Run", .. columns.Select(column => column.Title)]);
        foreach (Milestone step in steps)
        {
            for (int run = 0; run < step.Costs.Length; run++)
            {
                MilestoneCost? first = run == 0 ? null : step.Costs[0];
                string threshold = run > 0 ? "" : metric.Unit == QuantityUnit.Share ? Share(step.Threshold) : step.Threshold.ToString("0.#####e+0", CultureInfo.InvariantCulture);
                table.Add([threshold, comparison.Runs[run].Label, .. columns.Select(column => Cost(step.Costs[run], first, column.Of, column.Show))]);
            }
        }

        return table;
    }

    private static string Cost(MilestoneCost? cost, MilestoneCost? first, Func<MilestoneCost, double> of, Func<double, string> show)
    {
        if (cost is null || double.IsNaN(of(cost)))
            return Nothing;
        string text = show(of(cost));
        return first is not null && of(first) > 0 ? string.Create(CultureInfo.InvariantCulture, $"{text} ({of(cost) / of(first):0.##})") : text;
    }

    private static string Value(Quantity quantity, int run)
    {
        if (quantity.Texts.Length > 0)
            return quantity.Texts[run] is not { } text ? Nothing : quantity.Unit == QuantityUnit.Hash ? text[..Math.Min(12, text.Length)] : text;
        if (quantity.Numbers[run] is not { } number)
            return Nothing;
        string value = quantity.Unit switch
        {
            _ when !double.IsFinite(number) => number.ToString(CultureInfo.InvariantCulture),
            QuantityUnit.Count => Count(number),
            QuantityUnit.Bytes => Bytes(number),
            QuantityUnit.Seconds => Units.Duration(TimeSpan.FromSeconds(number)),
            QuantityUnit.Share => Units.Percent(number),
            _ => Units.Number(number),
        };
        return quantity.Best.Contains(run) ? value + " *" : value;
    }

    private static string Count(double value) => value.ToString(value < 100 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    private static string Bytes(double value) => Units.Bytes((long)Math.Round(value));

    private static string Share(double value) => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.#} %");
}
