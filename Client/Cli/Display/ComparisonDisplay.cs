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

    // Places among the columns, and in a line, where a threshold and a run stand before them.
    private const int IterationsColumn = 1;
    private const int GradientsColumn = 2;
    private const int BytesDown = 4;
    private const int Rounds = 2;
    private const int Iterations = 2 + IterationsColumn;

    private static readonly (string Title, Func<MilestoneCost, double> Of, Func<double, string> Show)[] Columns =
    [
        ("Rounds", cost => cost.Rounds, Count),
        ("Iterations", cost => cost.Iterations ?? double.NaN, Count),
        ("Gradients", cost => cost.Gradients, Count),
        ("Bytes up", cost => cost.BytesUp, Bytes),
        ("Bytes down", cost => cost.BytesDown, Bytes),
        ("Both ways", cost => cost.Bytes, Bytes),
    ];

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
            host.Output.WriteLine("At the first evaluation as good; in brackets the ratio to the first run.");
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
        List<string> heads = [$"{metric.Title} {(metric.HigherIsBetter ? ">=" : "<=")}", "Run", .. Columns.Select(column => column.Title)];
        List<List<string>> rows = [.. steps.SelectMany(step => Enumerable.Range(0, step.Costs.Length).Select(run => Line(metric, step, run)))];
        // Of most methods a round is an iteration, and networks have no server; columns that say nothing cost the room of others.
        if (rows.TrueForAll(row => row[Iterations] is Nothing || row[Iterations] == row[Rounds]))
            Remove(Iterations);
        if (steps.All(step => step.Costs.All(cost => cost is not { BytesDown: > 0 })))
            Remove(heads.IndexOf(Columns[BytesDown].Title));
        // A number that is cut off is worse than none: on a narrow terminal columns go that others nearly tell.
        foreach (int column in (int[])[BytesDown, IterationsColumn, GradientsColumn])
        {
            if (host.IsInteractive && Width() >= host.Console.Profile.Width && heads.IndexOf(Columns[column].Title) is var place and >= 0)
                Remove(place);
        }

        var table = new TextTable([.. heads]);
        rows.ForEach(row => table.Add([.. row]));
        return table;

        int Width() => Enumerable.Range(0, heads.Count).Sum(i => 2 + Math.Max(heads[i].Length, rows.Max(row => row[i].Length)));
        void Remove(int place)
        {
            heads.RemoveAt(place);
            rows.ForEach(row => row.RemoveAt(place));
        }
    }

    private List<string> Line(ComparedMetric metric, Milestone step, int run)
    {
        MilestoneCost? first = run == 0 ? null : step.Costs[0];
        string threshold = run > 0 ? "" : metric.Unit == QuantityUnit.Share ? Share(step.Threshold) : step.Threshold.ToString("0.#####e+0", CultureInfo.InvariantCulture);
        return [threshold, comparison.Runs[run].Label, .. Columns.Select(column => Cost(step.Costs[run], first, column.Of, column.Show))];
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
