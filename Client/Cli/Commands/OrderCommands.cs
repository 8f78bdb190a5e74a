using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Starling.Cli.Clusters;
using Starling.Cli.Hosting;
using Starling.Client;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling pause | resume | extend | cancel | forget ID</c>: what a person tells a job on a running cluster.</summary>
internal static class OrderCommands
{
    /// <summary><c>pause ID</c>.</summary>
    public static Command Pause(ICliHost host) => Create(
        host, "pause", "Let a job stand still after the round that is under way.",
        (client, jobId, token) => client.PauseAsync(jobId, token),
        (jobId, _) => $"Job {jobId} stands still after the round that is under way. Let it go on with: starling resume {jobId}");

    /// <summary><c>resume ID</c>.</summary>
    public static Command Resume(ICliHost host) => Create(
        host, "resume", "Let a paused job go on.",
        (client, jobId, token) => client.ResumeAsync(jobId, token),
        (jobId, _) => $"Job {jobId} goes on as soon as the cluster has room for it.");

    /// <summary><c>extend ID --rounds N</c>.</summary>
    public static Command Extend(ICliHost host)
    {
        var rounds = new Option<int>("--rounds")
        {
            Description = "The round that the job now runs to: its new stop.rounds.",
            HelpName = "N",
            Required = true,
        };
        Command command = Create(
            host, "extend", "Let a job run to a later round; one that has completed goes on from its result.",
            (parsed, client, jobId, token) => client.ExtendAsync(jobId, parsed.GetRequiredValue(rounds), token),
            (jobId, status) => string.Create(CultureInfo.InvariantCulture, $"Job {jobId} runs to round {status.PlannedRounds}. Watch it with: starling watch {jobId}"));
        command.Options.Add(rounds);
        return command;
    }

    /// <summary><c>cancel ID</c>.</summary>
    public static Command Cancel(ICliHost host) => Create(
        host, "cancel", "End a job; what was computed so far can still be fetched.",
        (client, jobId, token) => client.CancelAsync(jobId, token),
        (jobId, status) => status.Phase is JobPhase.Completed or JobPhase.Failed
            ? $"Job {jobId} had ended already."
            : $"Job {jobId} is cancelled. Fetch what was computed with: starling result {jobId}");

    /// <summary><c>forget ID</c>.</summary>
    public static Command Forget(ICliHost host)
    {
        var cluster = new ClusterArguments();
        Argument<string> id = JobArguments.Id();
        var command = new Command("forget", "Remove a job and its results from the cluster; one that still runs is cancelled.") { id };
        cluster.AddTo(command);
        command.SetAction((parsed, _) => cluster.AskAsync(host, parsed, async (client, interrupted) =>
        {
            string jobId = parsed.GetRequiredValue(id);
            await client.ForgetAsync(jobId, interrupted);
            host.Output.WriteLine($"Job {jobId} and its results are gone from the cluster.");
            return ExitCodes.Done;
        }));
        return command;
    }

    private static Command Create(
        ICliHost host, string name, string description,
        Func<IStarlingClient, string, CancellationToken, Task> order, Func<string, JobStatus, string> sentence) =>
        Create(host, name, description, (_, client, jobId, token) => order(client, jobId, token), sentence);

    private static Command Create(
        ICliHost host, string name, string description,
        Func<ParseResult, IStarlingClient, string, CancellationToken, Task> order, Func<string, JobStatus, string> sentence)
    {
        var cluster = new ClusterArguments();
        Argument<string> id = JobArguments.Id();
        var json = new Option<bool>("--json") { Description = "Print the job's status as JSON." };
        var command = new Command(name, description) { id, json };
        cluster.AddTo(command);
        command.SetAction((parsed, _) => cluster.AskAsync(host, parsed, async (client, interrupted) =>
        {
            string jobId = parsed.GetRequiredValue(id);
            await order(parsed, client, jobId, interrupted);
            JobStatus status = await client.GetStatusAsync(jobId, interrupted);
            host.Output.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(status, ResultJson.Document) : sentence(jobId, status));
            return ExitCodes.Done;
        }));
        return command;
    }
}
