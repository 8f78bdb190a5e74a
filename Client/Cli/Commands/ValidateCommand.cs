using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Client.Results;

namespace Starling.Cli.Commands;

/// <summary><c>starling validate JOB</c>: prints the resolved job, or everything that is wrong with it.</summary>
internal static class ValidateCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        Argument<string> job = JobArguments.Job();
        Option<string[]> set = JobArguments.Set();
        Option<string?> data = JobArguments.Data();
        var json = new Option<bool>("--json") { Description = "Print JSON: {\"valid\", \"job\"} or {\"valid\", \"errors\"}." };
        var command = new Command("validate", "Check a job file; print the resolved job, with every default.")
        {
            job, set, data, json,
        };
        command.SetAction(parsed =>
        {
            JobReading reading = host.Jobs.Read(new JobRequest(
                parsed.GetRequiredValue(job), parsed.GetValue(set) ?? [], parsed.GetValue(data), Downloads: null));
            if (parsed.GetValue(json))
                return PrintJson(host, reading);
            if (reading.Spec is null)
                return JobArguments.Refuse(host, reading);

            foreach (string note in reading.Notes)
                host.Error.WriteLine($"note: {note}");
            host.Output.Write(reading.Yaml);
            return ExitCodes.Done;
        });
        return command;
    }

    private static int PrintJson(ICliHost host, JobReading reading)
    {
        var answer = new JsonObject { ["valid"] = reading.Spec is not null };
        if (reading.Spec is { } spec)
        {
            answer["job"] = JsonNode.Parse(spec.Definition);
            answer["notes"] = JsonSerializer.SerializeToNode(reading.Notes, ResultJson.Line);
        }
        else
        {
            answer["errors"] = JsonSerializer.SerializeToNode(reading.Problems, ResultJson.Line);
        }

        host.Output.WriteLine(answer.ToJsonString(ResultJson.Document));
        return reading.Spec is null ? ExitCodes.Refused : ExitCodes.Done;
    }
}
