using System.CommandLine;
using System.Text.Json.Nodes;
using Starling.Cli.Clusters;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Cli.Running;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling submit JOB</c>: hands a job to a running cluster and prints its id.</summary>
internal static class SubmitCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var cluster = new ClusterArguments();
        Argument<string> job = JobArguments.Job();
        Option<string[]> set = JobArguments.Set();
        Option<string?> data = JobArguments.Data();
        var id = new Option<string?>("--id")
        {
            Description = "The job's id; by default made of its name. The same job under the same id is submitted once.",
            HelpName = "ID",
        };
        id.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !JobIds.IsValid(result.Tokens[0].Value))
                result.AddError($"--id is {JobIds.Rule}.");
        });
        var wait = new Option<bool>("--wait") { Description = "Watch the job until it has ended; Ctrl-C stops watching, the job runs on." };
        var output = new Option<string?>("--out") { Description = "With --wait: where the results go when the job has ended.", HelpName = "DIR" };
        Option<bool> json = Watching.Json();
        Option<bool> quiet = Watching.Quiet();
        var command = new Command("submit", "Submit a job to a running cluster; prints its id.") { job, set, id, wait, output, data, json, quiet };
        cluster.AddTo(command);
        command.Validators.Add(result =>
        {
            Watching.RefuseBoth(result, json, quiet);
            if (result.GetValue(output) is not null && !result.GetValue(wait))
                result.AddError("--out needs --wait; later results are fetched with `starling result ID`.");
        });
        command.SetAction((parsed, _) =>
        {
            // What can be wrong with the file is told before a cluster is asked for.
            JobReading reading = host.Jobs.Read(new JobRequest(
                parsed.GetRequiredValue(job), parsed.GetValue(set) ?? [], parsed.GetValue(data), Downloads: null, RunsElsewhere: true));
            if (reading.Spec is not { } spec)
                return Task.FromResult(JobArguments.Refuse(host, reading));

            return cluster.AskAsync(host, parsed, async (client, interrupted) =>
            {
                string jobId = await client.SubmitAsync(spec, parsed.GetValue(id), interrupted);
                bool isJson = parsed.GetValue(json);
                if (!parsed.GetValue(quiet) || !parsed.GetValue(wait))
                {
                    host.Output.WriteLine(isJson
                        ? new JsonObject { ["kind"] = "id", ["jobId"] = jobId }.ToJsonString(ResultJson.Line)
                        : jobId);
                    host.Output.Flush();
                }

                if (!parsed.GetValue(wait))
                {
                    if (host.IsInteractive && !isJson)
                        host.Error.WriteLine($"Watch it with: starling watch {jobId}");
                    return ExitCodes.Done;
                }

                IRunDisplay display = Watching.Display(host, isJson, parsed.GetValue(quiet));
                return await new JobFollower(host, display, client).RunAsync(jobId, spec, parsed.GetValue(output), interrupted);
            });
        });
        return command;
    }
}
