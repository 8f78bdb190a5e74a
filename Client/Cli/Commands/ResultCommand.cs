using System.CommandLine;
using Starling.Algorithms.Errors;
using Starling.Cli.Clusters;
using Starling.Cli.Hosting;
using Starling.Client;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling result ID</c>: fetches what a job on a cluster left: the same files as <c>run</c> writes.</summary>
internal static class ResultCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var cluster = new ClusterArguments();
        Argument<string> id = JobArguments.Id();
        var output = new Option<string?>("--out")
        {
            Description = "Where the results go, in place of earlier ones; by default a new folder runs/NAME-TIME.",
            HelpName = "DIR",
        };
        var json = new Option<bool>("--json") { Description = "Print what result.json says, and the folder, as one line of JSON." };
        var command = new Command("result", "Fetch the results of a job that has ended: the same files as `run` writes.") { id, output, json };
        cluster.AddTo(command);
        command.SetAction((parsed, _) => cluster.AskAsync(host, parsed, async (client, interrupted) =>
        {
            string jobId = parsed.GetRequiredValue(id);
            JobStatus status = await client.GetStatusAsync(jobId, interrupted);
            if (!status.Phase.HasEnded())
            {
                throw new StarlingException(
                    ErrorCatalog.WrongPhase, $"Job '{jobId}' has not ended: wait for it with `starling watch {jobId}`, or end it with `starling cancel {jobId}`.");
            }

            JobSpec spec = await client.GetSpecAsync(jobId, interrupted);
            ResultFolder folder = parsed.GetValue(output) is { } path
                ? ResultFolder.Create(Path.GetFullPath(path, host.CurrentDirectory))
                : ResultFolder.CreateDefault(host.CurrentDirectory, spec.Name, host.Time.GetLocalNow());
            try
            {
                ResultDocument result = await FetchAsync(client, jobId, folder, interrupted);
                Watching.Display(host, parsed.GetValue(json), quiet: false)
                    .OnEnd(result, Path.GetRelativePath(host.CurrentDirectory, folder.Path));
                return ExitCodes.Done;
            }
            finally
            {
                folder.RemoveIfEmpty();
            }
        }));
        return command;
    }

    private static async Task<ResultDocument> FetchAsync(
        IStarlingClient client, string jobId, ResultFolder folder, CancellationToken interrupted)
    {
        using var recorder = new ResultRecorder(folder);
        await foreach (JobEvent item in client.WatchAsync(jobId, 0, interrupted))
            recorder.Record(item);
        return await recorder.CompleteAsync(client, jobId, interrupted);
    }
}
