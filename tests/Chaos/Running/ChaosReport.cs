using System.Globalization;
using Starling.Chaos.Troubles;
using Starling.Client.History;
using Starling.GrainInterfaces;

namespace Starling.Chaos.Running;

/// <summary>How one job came through.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Trouble">What its wave met.</param>
/// <param name="Status">How it ended; null where it did not.</param>
/// <param name="Kills">SIGKILLs while it ran.</param>
/// <param name="Findings">What its history says.</param>
/// <param name="SameHash">Whether it has the bits of the undisturbed run.</param>
internal sealed record JobOutcome(
    string JobId, Trouble Trouble, JobStatus? Status, int Kills, JobHistoryFindings Findings, bool SameHash)
{
    /// <summary>Whether everything is as it should be.</summary>
    public bool IsSound => Status?.Phase == JobPhase.Completed && SameHash && Findings.Problems.Count == 0;
}

/// <summary>How all jobs came through.</summary>
internal sealed class ChaosReport
{
    private readonly List<JobOutcome> outcomes = [];
    private readonly List<double> recoveries = [];

    /// <summary>The outcomes.</summary>
    public IReadOnlyList<JobOutcome> Outcomes => outcomes;

    /// <summary>Seconds from a kill to the next finished round of a job that it hit.</summary>
    public IReadOnlyList<double> Recoveries => recoveries;

    /// <summary>Takes an outcome.</summary>
    public void Add(JobOutcome outcome) => outcomes.Add(outcome);

    /// <summary>Takes the time from a kill to the next finished round.</summary>
    public void Recovered(double seconds) => recoveries.Add(seconds);

    /// <summary>Prints the table of docs/results.md.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| trouble | jobs | kills | completed | repeated rounds | lost rounds | twice-applied rounds | different hashes |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (IGrouping<Trouble, JobOutcome> group in outcomes.GroupBy(outcome => outcome.Trouble).OrderBy(group => group.Key))
            Row(output, group.Key.ToString(), [.. group]);

        Row(output, "all", outcomes);
        output.WriteLine();
        if (recoveries.Count > 0)
        {
            double[] sorted = [.. recoveries.Order()];
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"From a kill to the next finished round: median {sorted[sorted.Length / 2]:0.0} s, worst {sorted[^1]:0.0} s, {sorted.Length} measured."));
        }

        foreach (JobOutcome outcome in outcomes.Where(outcome => !outcome.IsSound))
        {
            output.WriteLine($"{outcome.JobId} ({outcome.Trouble}): {outcome.Status?.Phase.ToString() ?? "no end"}, {(outcome.SameHash ? "same hash" : "another hash")}, {outcome.Status?.Failure?.Message}");
            foreach (string problem in outcome.Findings.Problems)
                output.WriteLine($"  {problem}");
        }
    }

    private static void Row(TextWriter output, string name, IReadOnlyList<JobOutcome> rows) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {rows.Count} | {rows.Sum(row => row.Kills)} | {rows.Count(row => row.Status?.Phase == JobPhase.Completed)} | {rows.Sum(row => row.Findings.RepeatedRounds)} | {rows.Sum(row => row.Findings.LostRounds)} | {rows.Sum(row => row.Findings.TwiceAppliedRounds)} | {rows.Count(row => !row.SameHash)} |"));
}
