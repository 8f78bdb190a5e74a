using System.Collections.Immutable;
using Starling.GrainInterfaces;

namespace Starling.Client.Results.Comparing;

/// <summary>What it took runs to get a metric to a threshold.</summary>
/// <param name="Metric">The key of the metric.</param>
/// <param name="Threshold">The value that was reached or passed.</param>
/// <param name="Costs">A cost a run, at the first evaluation that is as good; null where none is.</param>
public sealed record Milestone(string Metric, double Threshold, ImmutableArray<MilestoneCost?> Costs)
{
    /// <summary>The milestones of some runs: those of what jobs are run for; of the loss only where nothing else has any.</summary>
    internal static ImmutableArray<Milestone> Of(IReadOnlyList<ComparedRun> runs)
    {
        ImmutableArray<Milestone> found = [.. ComparedMetric.All.Where(metric => metric.IsGoal && metric.Key != "loss").SelectMany(metric => Of(runs, metric))];
        return found.IsEmpty ? [.. Of(runs, ComparedMetric.All.Single(metric => metric.Key == "loss"))] : found;
    }

    private static IEnumerable<Milestone> Of(IReadOnlyList<ComparedRun> runs, ComparedMetric metric) =>
        MilestoneLadder.Steps(runs, metric).Select(step => new Milestone(metric.Key, step, [.. runs.Select(run => CostOf(run, metric, step))]));

    private static MilestoneCost? CostOf(ComparedRun run, ComparedMetric metric, double threshold)
    {
        MetricRow? row = run.Rows.FirstOrDefault(row => metric.Known(row) is { } value && (metric.HigherIsBetter ? value >= threshold : value <= threshold));
        return row is null ? null : MilestoneCost.At(run, row);
    }
}

/// <summary>What a run had cost at an evaluation; gradients and bytes for one worker, on average.</summary>
/// <param name="Rounds">Rounds.</param>
/// <param name="Iterations">Iterations of the method; null where that is not known.</param>
/// <param name="Gradients">Gradients.</param>
/// <param name="BytesUp">Bytes from the worker to the server; of a network all bytes.</param>
/// <param name="BytesDown">Bytes from the server to the worker.</param>
/// <param name="Bytes">Bytes both ways.</param>
/// <param name="Seconds">Seconds since the job started.</param>
public sealed record MilestoneCost(int Rounds, long? Iterations, double Gradients, double BytesUp, double BytesDown, double Bytes, double Seconds)
{
    /// <summary>What a run had cost when a row was measured.</summary>
    internal static MilestoneCost At(ComparedRun run, MetricRow row) => new(
        row.Round,
        row.Iterations,
        (double)row.Gradients / run.Workers,
        (double)row.BytesUp / run.Workers,
        (double)row.BytesDown / run.Workers,
        ((double)row.BytesUp + row.BytesDown) / run.Workers,
        row.Seconds);
}
