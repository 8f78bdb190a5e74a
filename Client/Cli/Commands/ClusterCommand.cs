using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.Cli.Clusters;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling cluster</c>: the silos, what they carry, how busy they are, and which jobs are on them.</summary>
internal static class ClusterCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var cluster = new ClusterArguments();
        var json = new Option<bool>("--json") { Description = "Print JSON: {\"silos\", \"jobs\"}." };
        var command = new Command("cluster", "Show the silos of a cluster: labels, devices, load, and where jobs run.") { json };
        cluster.AddTo(command);
        command.SetAction((parsed, _) => cluster.AskAsync(host, parsed, async (client, interrupted) =>
        {
            ImmutableArray<SiloReport> silos = await client.GetSilosAsync(interrupted);
            ImmutableArray<JobTicket> jobs = await client.ListJobsAsync(includeEnded: false, interrupted);
            if (parsed.GetValue(json))
            {
                host.Output.WriteLine(new JsonObject
                {
                    ["silos"] = JsonSerializer.SerializeToNode(silos, ResultJson.Document),
                    ["jobs"] = JsonSerializer.SerializeToNode(jobs, ResultJson.Document),
                }.ToJsonString(ResultJson.Document));
                return ExitCodes.Done;
            }

            PrintSilos(host, silos);
            PrintJobs(host, silos, jobs);
            return ExitCodes.Done;
        }));
        return command;
    }

    private static void PrintSilos(ICliHost host, ImmutableArray<SiloReport> silos)
    {
        DateTimeOffset now = host.Time.GetUtcNow();
        bool isOneVersion = silos.Select(silo => silo.Version).Distinct(StringComparer.Ordinal).Count() <= 1;
        var table = new TextTable("Silo", "Gateway", "Labels", "Devices", "Threads", "Queued", "Jobs", "Grains", "Memory", "Up", "Version");
        foreach (SiloReport silo in silos)
        {
            table.Add(
                silo.Name,
                silo.Gateway,
                string.Join(' ', silo.Labels),
                string.Join(", ", silo.Devices),
                string.Create(CultureInfo.InvariantCulture, $"{silo.BusyThreads}/{silo.Threads}"),
                Number(silo.QueuedComputations),
                string.Create(CultureInfo.InvariantCulture, $"{silo.Jobs.Length}/{silo.JobSlots}"),
                Number(silo.Grains),
                Units.Bytes(silo.MemoryBytes),
                Units.Duration(now - silo.Started),
                isOneVersion ? "" : silo.Version);
        }

        table.WriteTo(host);
    }

    private static void PrintJobs(ICliHost host, ImmutableArray<SiloReport> silos, ImmutableArray<JobTicket> jobs)
    {
        if (jobs.Length == 0)
            return;

        host.Output.WriteLine();
        var table = new TextTable("Job", "Phase", "Rounds", "On silos");
        foreach (JobTicket job in jobs)
        {
            table.Add(
                job.JobId, RunSummary.Title(job.Phase).ToLowerInvariant(), JobsCommand.Rounds(job.Round, job.PlannedRounds),
                string.Join(' ', silos.Where(silo => silo.Jobs.Any(there => there.JobId == job.JobId)).Select(silo => silo.Name)));
        }

        table.WriteTo(host);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
