using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Starling.Cli.Clusters;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling jobs</c>: the jobs of a cluster, a line each.</summary>
internal static class JobsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var cluster = new ClusterArguments();
        var all = new Option<bool>("--all", "-a") { Description = "List the jobs that have ended, too." };
        var json = new Option<bool>("--json") { Description = "Print a JSON array." };
        var command = new Command("jobs", "List the jobs of a cluster that wait or run.") { all, json };
        cluster.AddTo(command);
        command.SetAction((parsed, _) => cluster.AskAsync(host, parsed, async (client, interrupted) =>
        {
            ImmutableArray<JobTicket> jobs = await client.ListJobsAsync(parsed.GetValue(all), interrupted);
            if (parsed.GetValue(json))
                host.Output.WriteLine(JsonSerializer.Serialize(jobs, ResultJson.Document));
            else if (jobs.Length == 0)
                host.Error.WriteLine(parsed.GetValue(all) ? "There are no jobs." : "No job waits or runs; --all lists those that have ended.");
            else
                Print(host, jobs);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void Print(ICliHost host, ImmutableArray<JobTicket> jobs)
    {
        DateTimeOffset now = host.Time.GetUtcNow();
        var table = new TextTable("Job", "Phase", "Rounds", "Priority", "By", "Age", "Ran", "Waits");
        foreach (JobTicket job in jobs)
        {
            table.Add(
                job.JobId,
                RunSummary.Title(job.Phase).ToLowerInvariant(),
                Rounds(job.Round, job.PlannedRounds),
                job.Priority == 0 ? "" : job.Priority.ToString(CultureInfo.InvariantCulture),
                job.Submitter,
                Units.Duration(now - job.Submitted),
                job.Admitted is { } admitted ? Units.Duration((job.Ended ?? now) - admitted) : "",
                job.Phase.HasEnded() ? "" : job.Waiting ?? "");
        }

        table.WriteTo(host);
    }

    /// <summary><c>12/50</c>, or <c>12</c> where no number is planned.</summary>
    internal static string Rounds(int round, int planned) => planned > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{round}/{planned}")
        : round.ToString(CultureInfo.InvariantCulture);
}
