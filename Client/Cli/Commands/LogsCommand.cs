using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Starling.Cli.Clusters;
using Starling.Cli.Hosting;
using Starling.Client;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Commands;

/// <summary><c>starling logs ID</c>: what happened in a job, event by event, as text.</summary>
internal static class LogsCommand
{
    // What the cluster knows comes at once; a job that tells nothing for so long has told all.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan FirstSilence = TimeSpan.FromSeconds(15);

    /// <summary>Makes the command.</summary>
    public static Command Create(ICliHost host)
    {
        var cluster = new ClusterArguments();
        Argument<string> id = JobArguments.Id();
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on until the job has ended." };
        var json = new Option<bool>("--json") { Description = "Print the events as lines of JSON, as in events.jsonl." };
        var command = new Command("logs", "Print what happened in a job, event by event.") { id, follow, json };
        cluster.AddTo(command);
        command.SetAction((parsed, _) => cluster.AskAsync(host, parsed, async (client, interrupted) =>
        {
            string jobId = parsed.GetRequiredValue(id);
            Func<JobEvent, string> line = parsed.GetValue(json) ? item => JsonSerializer.Serialize(item, ResultJson.Line) : Text;
            if (parsed.GetValue(follow))
            {
                await foreach (JobEvent item in client.WatchAsync(jobId, 0, interrupted))
                {
                    await host.Output.WriteLineAsync(line(item));
                    await host.Output.FlushAsync(interrupted);
                }
            }
            else
            {
                await PrintUntilNowAsync(host, client, jobId, line, interrupted);
            }

            return ExitCodes.Done;
        }));
        return command;
    }

    /// <summary>An event on a line.</summary>
    internal static string Text(JobEvent item)
    {
        string about = (item.Round, item.Worker) switch
        {
            ({ } round, { } worker) => string.Create(CultureInfo.InvariantCulture, $"round {round}, worker {worker}: "),
            ({ } round, null) => string.Create(CultureInfo.InvariantCulture, $"round {round}: "),
            (null, { } worker) => string.Create(CultureInfo.InvariantCulture, $"worker {worker}: "),
            _ => "",
        };
        return string.Create(
            CultureInfo.InvariantCulture, $"{item.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z  {item.Kind,-15}  {about}{item.Message}");
    }

    private static async Task PrintUntilNowAsync(
        ICliHost host, IStarlingClient client, string jobId, Func<JobEvent, string> line, CancellationToken interrupted)
    {
        DateTimeOffset now = host.Time.GetUtcNow();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        using ITimer silence = host.Time.CreateTimer(_ => stop.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        JobStatus status = await client.GetStatusAsync(jobId, interrupted);
        if (!status.Phase.HasEnded())
            silence.Change(FirstSilence, Timeout.InfiniteTimeSpan);
        try
        {
            await foreach (JobEvent item in client.WatchAsync(jobId, 0, stop.Token))
            {
                // The stream of a job that runs has no end: it is left where it comes to the present.
                if (!status.Phase.HasEnded())
                {
                    if (item.Time >= now)
                        return;
                    silence.Change(Silence, Timeout.InfiniteTimeSpan);
                }

                await host.Output.WriteLineAsync(line(item));
            }
        }
        catch (OperationCanceledException) when (!interrupted.IsCancellationRequested)
        {
            // Silence: that was all.
        }
    }
}
