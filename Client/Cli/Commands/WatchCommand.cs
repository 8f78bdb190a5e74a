using System.CommandLine;
using Starling.Cli.Clusters;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Running;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling watch ID</c>: shows a job of a running cluster until it has ended.</summary>
internal static class WatchCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var cluster = new ClusterArguments();
        Argument<string> id = JobArguments.Id();
        Option<bool> json = Watching.Json();
        var command = new Command("watch", "Show a job until it has ended; Ctrl-C stops watching, the job runs on.") { id, json };
        cluster.AddTo(command);
        command.SetAction((parsed, _) => cluster.AskAsync(host, parsed, async (client, interrupted) =>
        {
            string jobId = parsed.GetRequiredValue(id);
            JobSpec spec = await client.GetSpecAsync(jobId, interrupted);
            IRunDisplay display = Watching.Display(host, parsed.GetValue(json), quiet: false);
            return await new JobFollower(host, display, client).RunAsync(jobId, spec, output: null, interrupted);
        }));
        return command;
    }
}
