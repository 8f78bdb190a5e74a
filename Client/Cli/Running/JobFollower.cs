using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Client;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Running;

/// <summary>
/// Shows a job of a running cluster until it has ended, and fetches its results where they are wanted. An interrupt ends the
/// showing, not the job.
/// </summary>
/// <param name="host">The process.</param>
/// <param name="display">How it is shown.</param>
/// <param name="client">The cluster.</param>
internal sealed class JobFollower(ICliHost host, IRunDisplay display, IStarlingClient client)
{
    // Written by the watch, read by the display's redraw: a reference to an immutable record.
    private volatile RunProgress progress = null!;

    /// <summary>Follows the job and returns the exit code.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="spec">What was submitted.</param>
    /// <param name="output">The folder for the results; null where none are wanted.</param>
    /// <param name="interrupted">Ends the watching.</param>
    public async Task<int> RunAsync(string jobId, JobSpec spec, string? output, CancellationToken interrupted)
    {
        ResultFolder? folder = output is null ? null : ResultFolder.Create(Path.GetFullPath(output, host.CurrentDirectory));
        progress = new RunProgress
        {
            Job = JobFacts.From(spec),
            Began = host.Time.GetTimestamp(),
            Stage = RunStage.Queued,
            Hint = "Ctrl-C stops watching; the job runs on",
        };
        try
        {
            ResultDocument? result = null;
            display.OnChange(progress, null);
            await display.ShowAsync(() => progress, async () => result = await FollowAsync(jobId, spec, folder, interrupted));
            display.OnEnd(result!, folder is null ? null : Path.GetRelativePath(host.CurrentDirectory, folder.Path));
            return ExitCode(result!);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await host.Error.WriteLineAsync($"Job {jobId} runs on. Watch it with: starling watch {jobId}");
            return ExitCodes.Interrupted;
        }
        finally
        {
            folder?.RemoveIfEmpty();
        }
    }

    private async Task<ResultDocument> FollowAsync(string jobId, JobSpec spec, ResultFolder? folder, CancellationToken interrupted)
    {
        using ResultRecorder? recorder = folder is null ? null : new ResultRecorder(folder);
        await foreach (JobEvent item in client.WatchAsync(jobId, 0, interrupted))
        {
            recorder?.Record(item);
            progress = progress.After(item, host.Time.GetTimestamp());
            display.OnChange(progress, item);
        }

        if (recorder is null)
        {
            Advance(RunStage.Done);
            return ResultDocument.From(spec, await client.GetStatusAsync(jobId, interrupted), await client.GetWorkersAsync(jobId, interrupted));
        }

        Advance(RunStage.Writing);
        ResultDocument result = await recorder.CompleteAsync(client, jobId, interrupted);
        Advance(RunStage.Done);
        return result;
    }

    private void Advance(RunStage stage)
    {
        progress = progress with { Stage = stage };
        display.OnChange(progress, null);
    }

    private int ExitCode(ResultDocument result)
    {
        if (result.Failure is { } failure)
            host.Error.WriteLine($"{failure.Code}: {failure.Message}");
        if (result.Status == JobPhase.Cancelled)
            host.Error.WriteLine($"Job {result.JobId} was cancelled.");
        return result.Status == JobPhase.Completed ? ExitCodes.Done : ExitCodes.Failed;
    }
}
