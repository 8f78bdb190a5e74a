using System.CommandLine;
using System.Globalization;
using Starling.Algorithms.Data;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Client.Jobs;

namespace Starling.Cli.Commands;

/// <summary><c>starling data NAME</c>: what a data set and a partition look like.</summary>
internal static class DataCommand
{
    private const int DefaultWorkers = 10;

    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var name = new Argument<string>("NAME")
        {
            Description = $"A data set: {string.Join(", ", DataTable.All.Entries.Select(entry => entry.Kind))}; or, with its "
                + "parameters, as in a job file: '{kind: csv, path: x.csv}'.",
        };
        var partition = new Option<string?>("--partition")
        {
            Description = $"Show a partition: {string.Join(", ", PartitionTable.All.Entries.Select(entry => entry.Kind))}; or, with "
                + "its parameters: '{kind: dirichlet, alpha: 0.3}'.",
            HelpName = "KIND",
        };
        var workers = new Option<int?>("--workers")
        {
            Description = $"Among how many workers the data are split ({DefaultWorkers} where only --partition is given).",
            HelpName = "N",
        };
        var seed = new Option<ulong?>("--seed") { Description = "The seed of the partition and of generated data (1).", HelpName = "S" };
        var all = new Option<bool>("--all") { Description = "List every worker, however many there are." };
        Option<string?> data = JobArguments.Data();
        var command = new Command("data", "Show what a data set and a partition look like.")
        {
            name, partition, workers, seed, all, data,
        };
        command.SetAction(parsed =>
        {
            bool split = parsed.GetValue(partition) is not null || parsed.GetValue(workers) is not null;
            JobFileResult job = Read(
                parsed.GetRequiredValue(name), parsed.GetValue(partition), parsed.GetValue(workers), parsed.GetValue(seed));
            if (job.Definition is not { } definition)
            {
                // The places would be those of a job file that nobody wrote.
                foreach (JobProblem problem in job.Issues.Select(JobProblem.From))
                    host.Error.WriteLine((problem with { Place = "" }).Line);
                return ExitCodes.Refused;
            }

            DataSource source;
            using (var downloads = new DownloadDisplay(host, quiet: false))
            using (DataFolders folders = DataFolders.Open(parsed.GetValue(data), downloads))
                source = definition.Data!.Load(new DataContext(folders.Locator, definition.Seed, definition.Workers.Count));

            var display = new DataDisplay(host.Console);
            display.ShowData(definition.Data!, source);
            if (split)
            {
                int[][] parts = definition.Data!.Partition.Split(source, definition.Workers.Count, definition.Seed);
                display.ShowPartition(definition, PartitionSummary.Of(source.Train, parts), parsed.GetValue(all));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // A data set means nothing without the job around it, so it is read as one: the same names, the same messages.
    private static JobFileResult Read(string name, string? partition, int? workers, ulong? seed)
    {
        var overrides = new List<string>
        {
            $"data={name}",
            string.Create(CultureInfo.InvariantCulture, $"workers.count={workers ?? DefaultWorkers}"),
        };
        if (partition is not null)
            overrides.Add($"data.partition={partition}");
        if (seed is { } number)
            overrides.Add(string.Create(CultureInfo.InvariantCulture, $"seed={number}"));
        return JobFile.Parse("name: data\nalgorithm: fedavg\nmodel: softmax\n", "data.yaml", overrides);
    }
}
