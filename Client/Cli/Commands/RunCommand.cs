using System.CommandLine;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Cli.Running;

namespace Starling.Cli.Commands;

/// <summary><c>starling run JOB</c>: runs a job on an embedded cluster in this process.</summary>
internal static class RunCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host, Option<bool> verbose)
    {
        Argument<string> job = JobArguments.Job();
        Option<string[]> set = JobArguments.Set();
        Option<string?> data = JobArguments.Data();
        Option<int> silos = JobArguments.Silos("How many in-process silos the cluster has.", 1);
        var output = new Option<string?>("--out")
        {
            Description = "Where results go, in place of those of an earlier run; by default a new folder runs/NAME-TIME.",
            HelpName = "DIR",
        };
        var json = new Option<bool>("--json") { Description = "Print a line of JSON per event instead of the progress display." };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Print nothing but errors." };

        var dashboard = new Option<int?>("--dashboard")
        {
            Description = "Serve the dashboard while the job runs, at this port of this machine.",
            HelpName = "PORT",
            Arity = ArgumentArity.ZeroOrOne,
        };

        var command = new Command("run", "Run a job on an embedded cluster in this process.")
        {
            job, set, silos, output, data, dashboard, json, quiet,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(quiet))
                result.AddError("--json and --quiet exclude each other.");
            if (result.GetValue(dashboard) is < 1 or > 65535)
                result.AddError("--dashboard takes a port from 1 to 65535.");
        });
        command.SetAction(async (parsed, _) =>
        {
            JobReading reading;
            using (var downloads = new DownloadDisplay(host, parsed.GetValue(quiet)))
            {
                reading = host.Jobs.Read(new JobRequest(
                    parsed.GetRequiredValue(job), parsed.GetValue(set) ?? [], parsed.GetValue(data), downloads));
            }

            if (reading.Spec is not { } spec)
                return JobArguments.Refuse(host, reading);

            bool isVerbose = parsed.GetValue(verbose);
            IRunDisplay display = parsed.GetValue(quiet) ? new QuietDisplay()
                : parsed.GetValue(json) ? new JsonDisplay(host.Output)
                // The log and a picture that is redrawn in place cannot share a terminal.
                : host.IsInteractive && !isVerbose ? new RunDisplay(host.Console, host.Time)
                : new PlainDisplay(host.Output, host.Time);
            var request = new RunRequest(
                spec, parsed.GetValue(silos), parsed.GetValue(data), parsed.GetValue(output), isVerbose)
            {
                Dashboard = parsed.GetResult(dashboard) is null ? null : new DashboardRequest(parsed.GetValue(dashboard)),
                TellsDashboard = !parsed.GetValue(quiet),
            };
            return await new JobRun(host, display, request).RunAsync();
        });
        return command;
    }
}
