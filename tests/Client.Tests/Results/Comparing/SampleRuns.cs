using System.Text.Json.Nodes;
using Starling.Client.Results;
using Starling.Client.Results.Comparing;
using Starling.GrainInterfaces;

namespace Starling.Client.Tests.Results.Comparing;

/// <summary>Runs made up of formulas: what comparisons are tried on.</summary>
internal static class SampleRuns
{
    /// <summary>A run whose distance becomes smaller by a factor of its own every ten rounds; always a little below a power of it.</summary>
    public static ComparedRun Of(string name, double factor = 0.1, int evaluations = 10, string job = """{"workers":{"count":4}}""") =>
        Of(name, [.. Enumerable.Range(0, evaluations).Select(i => At(10 * i) with { Distance = 0.9 * Math.Pow(factor, i) })], job);

    /// <summary>A run with given evaluations.</summary>
    public static ComparedRun Of(string name, MetricRow[] rows, string job = """{"workers":{"count":4}}""") => new(name, $"/runs/{name}", Document(name, rows, job), rows);

    /// <summary>Four workers: 2 gradients, 100 bytes up and 300 down each in a round; two rounds an iteration.</summary>
    public static MetricRow At(int round) => new()
    {
        Round = round, Seconds = round, Gradients = 8L * round, BytesUp = 400L * round, BytesDown = 1200L * round, Iterations = round / 2,
    };

    private static ResultDocument Document(string name, MetricRow[] rows, string job)
    {
        MetricRow last = rows.Length > 0 ? rows[^1] : new MetricRow();
        return new ResultDocument
        {
            Status = JobPhase.Completed,
            JobId = $"{name}-1",
            Name = name,
            FinalMetrics = rows.Length > 0 ? last : null,
            Totals = new JobTotals { Rounds = last.Round, Gradients = last.Gradients, BytesUp = last.BytesUp, BytesDown = last.BytesDown, Seconds = last.Seconds },
            Version = "1",
            Job = JsonNode.Parse(job),
        };
    }
}
