using Starling.Algorithms.Errors;
using Starling.Cli.Display;
using Starling.Cli.Hosting;
using Starling.Cli.Jobs;
using Starling.Client;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Cli.Running;

/// <summary>What a run needs beside the job.</summary>
/// <param name="Spec">The job.</param>
/// <param name="Silos">The number of in-process silos.</param>
/// <param name="DataFolder">Where data are looked for first.</param>
/// <param name="OutputFolder">Where results go; null for <c>runs/NAME-TIME</c>.</param>
/// <param name="Verbose">Whether the cluster's log goes to standard error.</param>
internal sealed record RunRequest(JobSpec Spec, int Silos, string? DataFolder, string? OutputFolder, bool Verbose)
{
    /// <summary>The dashboard that is served meanwhile; null for none.</summary>
    public DashboardRequest? Dashboard { get; init; }

    /// <summary>Whether a line says where it is.</summary>
    public bool TellsDashboard { get; init; }
}

/// <summary>Where a dashboard is served.</summary>
/// <param name="Port">The port; null for the usual one, or a free one.</param>
internal sealed record DashboardRequest(int? Port);

/// <summary>
/// One <c>starling run</c>: starts the embedded cluster, submits the job, records and shows its events, writes the results. An
/// interrupt cancels the job; what was computed is written all the same.
/// </summary>
internal sealed class JobRun
{
    private readonly ICliHost host;
    private readonly IRunDisplay display;
    private readonly RunRequest request;
    private readonly Lock gate = new();
    // Written under the lock, by the run and by an interrupt; read by the display's redraw: a reference to an immutable record.
    private volatile RunProgress progress;

    /// <summary>Prepares a run.</summary>
    public JobRun(ICliHost host, IRunDisplay display, RunRequest request)
    {
        this.host = host;
        this.display = display;
        this.request = request;
        progress = new RunProgress { Job = JobFacts.From(request.Spec), Began = host.Time.GetTimestamp() };
    }

    /// <summary>Runs the job to its end and returns the exit code.</summary>
    /// <exception cref="StarlingException">The run could not begin, or its results could not be written.</exception>
    public async Task<int> RunAsync()
    {
        ResultFolder folder = request.OutputFolder is { } path
            ? ResultFolder.Create(Path.GetFullPath(path, host.CurrentDirectory))
            : ResultFolder.CreateDefault(host.CurrentDirectory, request.Spec.Name, host.Time.GetLocalNow());
        using var interrupts = new Interrupts(host);
        try
        {
            ResultDocument? result = null;
            display.OnChange(progress, null);
            await display.ShowAsync(() => progress, async () => result = await RunAsync(folder, interrupts));

            display.OnEnd(result!, Path.GetRelativePath(host.CurrentDirectory, folder.Path));
            return ExitCode(result!);
        }
        catch (OperationCanceledException) when (interrupts.Happened)
        {
            return ExitCodes.Interrupted;
        }
        finally
        {
            folder.RemoveIfEmpty();
        }
    }

    private async Task<ResultDocument> RunAsync(ResultFolder folder, Interrupts interrupts)
    {
        using RunLog log = request.Verbose
            ? RunLog.To(host.Error, host.Time)
            : RunLog.ToFile(folder.Log, host.Time);
        var cluster = new ClusterRequest(request.Silos, request.DataFolder, log);
        IClusterSession session = await host.StartClusterAsync(cluster, interrupts.Token);
        await using (session)
        {
            await using DashboardSession? dashboard = await ServeAsync(session.Client, log, interrupts.Token);
            Advance(RunStage.Loading);
            string jobId = await session.Client.SubmitAsync(request.Spec, cancellationToken: interrupts.Token);
            using var recorder = new ResultRecorder(folder);
            await FollowAsync(session.Client, jobId, recorder, interrupts.Token);
            Advance(RunStage.Writing);
            ResultDocument result = await recorder.CompleteAsync(session.Client, jobId);
            Advance(RunStage.Done);
            return result;
        }
    }

    private async Task<DashboardSession?> ServeAsync(IStarlingClient client, RunLog log, CancellationToken cancellationToken)
    {
        if (request.Dashboard is not { } wanted)
            return null;

        DashboardSession dashboard = await host.StartDashboardAsync(client, wanted.Port, log, cancellationToken);
        if (request.TellsDashboard)
            await host.Error.WriteLineAsync($"Dashboard: {dashboard.Address}");
        return dashboard;
    }

    private async Task FollowAsync(IStarlingClient client, string jobId, ResultRecorder recorder, CancellationToken interrupted)
    {
        Task cancelling = Task.CompletedTask;
        // The watch itself is not cancelled: it ends with the job's last event, which is then in the results.
        await using (interrupted.Register(() => cancelling = CancelAsync(client, jobId)))
        {
            await foreach (JobEvent item in client.WatchAsync(jobId, 0, CancellationToken.None))
            {
                recorder.Record(item);
                Change(progress => progress.After(item, host.Time.GetTimestamp()), item);
            }
        }

        await cancelling;
    }

    private async Task CancelAsync(IStarlingClient client, string jobId)
    {
        Advance(RunStage.Cancelling);
        await client.CancelAsync(jobId);
    }

    private void Advance(RunStage stage) => Change(progress => progress with { Stage = stage }, null);

    private void Change(Func<RunProgress, RunProgress> change, JobEvent? item)
    {
        lock (gate)
        {
            RunProgress next = change(progress);
            progress = next;
            display.OnChange(next, item);
        }
    }

    private int ExitCode(ResultDocument result)
    {
        if (result.Failure is { } failure)
            host.Error.WriteLine($"{failure.Code}: {failure.Message}");
        return result.Status switch
        {
            JobPhase.Completed => ExitCodes.Done,
            JobPhase.Cancelled => ExitCodes.Interrupted,
            _ => ExitCodes.Failed,
        };
    }
}
