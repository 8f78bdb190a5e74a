using Starling.Client.Results.Report;
using Starling.GrainInterfaces;

namespace Starling.Client.Results.Comparing;

/// <summary>The page of a comparison: the sister of a run's report, with its style and its charts' manners.</summary>
internal static class ComparisonPage
{
    /// <summary>The page as text.</summary>
    public static string Render(RunComparison comparison, ComparisonAxis axis) => PageTemplate.Fill("compare.html", placeholder => placeholder switch
    {
        "style" => PageTemplate.Resource("report.css") + PageTemplate.Resource("compare.css"),
        "script" => PageTemplate.Resource("page.js") + PageTemplate.Resource("compare.js"),
        "data" => PageTemplate.Data(Data(comparison, axis)),
        _ => null,
    });

    private static object Data(RunComparison comparison, ComparisonAxis axis)
    {
        ComparedMetric[] metrics = [.. ComparedMetric.All.Where(metric => comparison.Runs.Any(run => run.Rows.Any(row => metric.Known(row) is not null)))];
        return new
        {
            Version = ProductVersion.Text,
            Axis = axis,
            Runs = comparison.Runs.Select(run => new
            {
                run.Label,
                run.Result.Name,
                run.Result.JobId,
                run.Result.Submitted,
                Algorithm = JobWords.Kind(run.Result.Job, "algorithm"),
                run.Workers,
                Curve = Curve(run, metrics),
                EvaluationCount = run.Rows.Count,
            }),
            Metrics = metrics.Select(metric => new { metric.Key, metric.Title, metric.Unit, metric.HigherIsBetter }),
            comparison.Quantities,
            comparison.Milestones,
            comparison.Differences,
        };
    }

    // A list a column: names of fields in every row would be most of the page.
    private static Dictionary<string, object> Curve(ComparedRun run, IEnumerable<ComparedMetric> metrics)
    {
        IReadOnlyList<MetricRow> rows = ReportData.Thin(run.Rows, ReportData.MaximumPoints);
        MilestoneCost[] costs = [.. rows.Select(row => MilestoneCost.At(run, row))];
        var curve = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["rounds"] = costs.Select(cost => cost.Rounds),
            ["iterations"] = costs.Select(cost => cost.Iterations),
            ["gradients"] = costs.Select(cost => cost.Gradients),
            ["bytes-up"] = costs.Select(cost => cost.BytesUp),
            ["bytes"] = costs.Select(cost => cost.Bytes),
            ["seconds"] = costs.Select(cost => cost.Seconds),
        };
        foreach (ComparedMetric metric in metrics)
            curve[metric.Key] = rows.Select(metric.Known);
        return curve;
    }
}
