using System.Globalization;
using Starling.Client.History;
using Starling.GrainInterfaces;

namespace Starling.Chaos.Rolling;

/// <summary>How a silo stopped and came back.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stopping">From SIGTERM to the end of the process.</param>
/// <param name="ExitCode">What the process ended with.</param>
/// <param name="Starting">From the start of the next process until it counts as a member.</param>
internal sealed record SiloRestart(string Name, TimeSpan Stopping, int ExitCode, TimeSpan Starting);

/// <summary>How a job came through.</summary>
/// <param name="Job">What kind of job it is.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Restarts">Silos that were asked to stop, and were back, between its first and its last finished round.</param>
/// <param name="Findings">What its history says.</param>
/// <param name="LongestPause">The longest time between two finished rounds; of a network, between two looks at it.</param>
/// <param name="SameHash">Whether it has the bits of the undisturbed run on one silo.</param>
internal sealed record RollingOutcome(string Job, JobStatus Status, int Restarts, JobHistoryFindings Findings, TimeSpan LongestPause, bool SameHash)
{
    /// <summary>Whether nothing that had been computed was lost, applied twice or computed again.</summary>
    public bool IsSound => Status.Phase == JobPhase.Completed && SameHash && Findings is { Problems: [], LostRounds: 0, TwiceAppliedRounds: 0, RepeatedRounds: 0 };
}

/// <summary>How a cluster came through.</summary>
/// <param name="Restarts">The silos, in the order in which they were restarted.</param>
/// <param name="Outcomes">The jobs.</param>
internal sealed record RollingReport(IReadOnlyList<SiloRestart> Restarts, IReadOnlyList<RollingOutcome> Outcomes)
{
    /// <summary>Whether every silo stopped in order and every job met all of it and came through.</summary>
    public bool IsSound => Restarts.All(restart => restart.ExitCode == 0) && Outcomes.All(outcome => outcome.IsSound && outcome.Restarts == Restarts.Count);

    /// <summary>Prints the tables of docs/results.md.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("| job | ended | restarts | rounds | repeated rounds | lost rounds | twice-applied rounds | same hash | longest pause, s |");
        output.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (RollingOutcome outcome in Outcomes)
        {
            JobHistoryFindings found = outcome.Findings;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {outcome.Job} | {outcome.Status.Phase} | {outcome.Restarts} | {outcome.Status.Round} | {found.RepeatedRounds} | {found.LostRounds} | {found.TwiceAppliedRounds} | {(outcome.SameHash ? "yes" : "NO")} | {outcome.LongestPause.TotalSeconds:0.0} |"));
        }

        output.WriteLine();
        output.WriteLine("| silo | s to stop | exit code | s to start |");
        output.WriteLine("| --- | --- | --- | --- |");
        foreach (SiloRestart restart in Restarts)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {restart.Name} | {restart.Stopping.TotalSeconds:0.0} | {restart.ExitCode} | {restart.Starting.TotalSeconds:0.0} |"));
        }

        foreach (RollingOutcome outcome in Outcomes.Where(outcome => !outcome.IsSound))
        {
            output.WriteLine($"{outcome.Job}: {outcome.Status.Failure?.Message}");
            foreach (string problem in outcome.Findings.Problems)
                output.WriteLine($"  {problem}");
        }
    }
}
