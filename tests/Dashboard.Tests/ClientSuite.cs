using System.Security.Cryptography;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Client.Http;
using Starling.Client.Results;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Dashboard.Tests;

/// <summary>What every client of a cluster does, whichever way its calls go.</summary>
public abstract class ClientSuite
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    protected abstract IStarlingClient Client { get; }

    [Fact]
    public async Task A_job_is_submitted_watched_and_read()
    {
        JobSpec spec = TestJobs.Spec();

        string id = await Client.SubmitAsync(spec, cancellationToken: Stop);
        var events = new List<JobEvent>();
        await foreach (JobEvent item in Client.WatchAsync(id, 0, Stop))
            events.Add(item);

        Assert.Equal(JobEventKinds.Completed, events[^1].Kind);
        Assert.Equal(events.Select(item => item.Sequence).Order().Distinct(), events.Select(item => item.Sequence));
        JobStatus status = await Client.GetStatusAsync(id, Stop);
        Assert.Equal((JobPhase.Completed, 3), (status.Phase, status.Round));
        Assert.True(spec.IsSameAs(await Client.GetSpecAsync(id, Stop)));
        Assert.Equal(4, (await Client.GetWorkersAsync(id, Stop)).Length);
        Assert.Contains(await Client.ListJobsAsync(includeEnded: true, Stop), job => job.JobId == id);
        // A job tells the queue of its end when it has told everybody else.
        using (var soon = new PeriodicTimer(TimeSpan.FromMilliseconds(50)))
        {
            while ((await Client.ListJobsAsync(includeEnded: false, Stop)).Any(job => job.JobId == id))
                await soon.WaitForNextTickAsync(Stop);
        }

        ResultDocument result = await Client.GetResultAsync(id, Stop);
        Assert.Equal(status.ParametersSha256, result.ParametersSha256);
        Assert.Equal(status.Latest, (await Client.GetMetricsAsync(id, Stop))[^1]);
    }

    [Fact]
    public async Task A_submission_that_is_repeated_is_the_same_one()
    {
        string id = "again-" + GetType().Name;

        Assert.Equal(id, await Client.SubmitAsync(TestJobs.Spec(), id, Stop));
        Assert.Equal(id, await Client.SubmitAsync(TestJobs.Spec(), id, Stop));

        StarlingException taken = await Assert.ThrowsAsync<StarlingException>(() => Client.SubmitAsync(TestJobs.Spec(rounds: 7), id, Stop));
        Assert.Equal(ErrorCatalog.JobExists, taken.Error);
    }

    [Fact]
    public async Task A_model_is_streamed_and_is_what_the_job_computed()
    {
        string id = await Client.SubmitAsync(TestJobs.Spec(), cancellationToken: Stop);
        ResultDocument result = await Client.WaitAsync(id, Stop);

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using ModelStream model = await Client.OpenModelAsync(id, Stop);
        await foreach (ReadOnlyMemory<byte> piece in model.ReadAsync(Stop))
            hash.AppendData(piece.Span);

        Assert.Equal(result.Parameters, model.Tensors.Sum(tensor => tensor.Shape.Aggregate(1, (product, size) => product * size)));
        Assert.Equal(result.ParametersSha256, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public async Task A_job_is_paused_resumed_and_cancelled()
    {
        string id = await Client.SubmitAsync(TestJobs.Spec(rounds: 1_000_000), cancellationToken: Stop);
        bool paused = false;
        await foreach (JobEvent item in Client.WatchAsync(id, 0, Stop))
        {
            if (item.Kind == JobEventKinds.Started)
                await Client.PauseAsync(id, Stop);
            if (item.Kind == JobEventKinds.Paused)
            {
                paused = true;
                await Client.ResumeAsync(id, Stop);
            }

            if (item.Kind == JobEventKinds.Resumed)
                await Client.CancelAsync(id, Stop);
        }

        Assert.True(paused);
        Assert.Equal(JobPhase.Cancelled, (await Client.GetStatusAsync(id, Stop)).Phase);
        StarlingException ended = await Assert.ThrowsAsync<StarlingException>(() => Client.PauseAsync(id, Stop));
        Assert.Equal(ErrorCatalog.WrongPhase, ended.Error);
    }

    [Fact]
    public async Task A_forgotten_job_is_unknown()
    {
        string id = await Client.SubmitAsync(TestJobs.Spec(), cancellationToken: Stop);
        await Client.WaitAsync(id, Stop);

        await Client.ForgetAsync(id, Stop);

        StarlingException gone = await Assert.ThrowsAsync<StarlingException>(() => Client.GetStatusAsync(id, Stop));
        Assert.Equal(ErrorCatalog.JobUnknown, gone.Error);
    }

    [Fact]
    public async Task A_job_that_nobody_submitted_is_unknown_to_every_call()
    {
        Func<Task>[] calls =
        [
            () => Client.GetStatusAsync("nobodys", Stop), () => Client.GetSpecAsync("nobodys", Stop), () => Client.GetWorkersAsync("nobodys", Stop),
            () => Client.PauseAsync("nobodys", Stop), () => Client.ResumeAsync("nobodys", Stop), () => Client.CancelAsync("nobodys", Stop),
            () => Client.ExtendAsync("nobodys", 9, Stop), () => Client.ForgetAsync("nobodys", Stop), () => Client.OpenModelAsync("nobodys", Stop),
            async () => await Client.WatchAsync("nobodys", 0, Stop).GetAsyncEnumerator(Stop).MoveNextAsync(),
        ];
        foreach (Func<Task> call in calls)
            Assert.Equal(ErrorCatalog.JobUnknown, (await Assert.ThrowsAsync<StarlingException>(call)).Error);
    }

    [Fact]
    public async Task Watching_ends_where_it_is_no_longer_wanted()
    {
        string id = await Client.SubmitAsync(TestJobs.Spec(rounds: 1_000_000), cancellationToken: Stop);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (JobEvent _ in Client.WatchAsync(id, 0, enough.Token))
                await enough.CancelAsync();
        });

        await Client.CancelAsync(id, Stop);
    }

    [Fact]
    public async Task The_cluster_tells_of_its_silos_and_of_the_caller()
    {
        Assert.Equal(AccessRole.Operator, (await Client.WhoAmIAsync(Stop)).Role);
        // A silo tells of itself some moments after its start.
        Assert.True((await Client.GetSilosAsync(Stop)).Length <= 2);
    }
}

public sealed class ClusterClientTests(ClusterFixture cluster) : ClientSuite
{
    protected override IStarlingClient Client => cluster.Client;
}

public sealed class HttpClientTests(ClusterFixture cluster) : ClientSuite, IAsyncDisposable
{
    private readonly HttpClient http = new() { BaseAddress = cluster.Server.Address };

    protected override IStarlingClient Client => field ??= new HttpStarlingClient(http);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        http.Dispose();
    }

    [Fact]
    public async Task The_files_are_those_that_are_written_into_a_result_folder()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string id = await cluster.Client.SubmitAsync(TestJobs.Spec(), cancellationToken: stop);
        using var folder = new TempFolder();
        ResultFolder results = ResultFolder.Create(Path.Combine(folder.Path, "out"));
        using (var recorder = new ResultRecorder(results))
        {
            await foreach (JobEvent item in cluster.Client.WatchAsync(id, 0, stop))
                recorder.Record(item);
            await recorder.CompleteAsync(cluster.Client, id, stop);
        }

        foreach (string name in (string[])["result.json", "metrics.csv", "events.jsonl", "model.safetensors", "report.html"])
        {
            ApiAnswer answer = await cluster.Server.GetAsync($"jobs/{id}/files/{name}");
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(results.Path, name), stop), answer.Bytes);
        }
    }

    [Fact]
    public async Task The_same_key_is_the_same_job_and_another_body_a_conflict()
    {
        Task<ApiAnswer> Submit(string yaml) => cluster.Server.SendAsync(
            HttpMethod.Post, "jobs", body: yaml, contentType: "text/yaml", change: request => request.Headers.Add("Idempotency-Key", "of-the-suite"));

        ApiAnswer first = await Submit(TestJobs.Yaml);
        ApiAnswer again = await Submit(TestJobs.Yaml);
        ApiAnswer other = await Submit(TestJobs.Yaml + "\nseed: 2\n");

        Assert.Equal((string?)first.Json["jobId"], (string?)again.Json["jobId"]);
        Assert.Equal((409, "STAR0906"), ((int)other.Status, other.Code));
    }

    [Fact]
    public async Task Files_of_a_job_that_runs_are_not_there_yet()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string id = await cluster.Client.SubmitAsync(TestJobs.Spec(rounds: 1_000_000), cancellationToken: stop);

        ApiAnswer answer = await cluster.Server.GetAsync($"jobs/{id}/files/result.json");
        ApiAnswer list = await cluster.Server.GetAsync($"jobs/{id}/files");

        Assert.Equal((409, "STAR0412"), ((int)answer.Status, answer.Code));
        Assert.Equal(5, list.Json["items"]!.AsArray().Count);
        await cluster.Client.CancelAsync(id, stop);
    }
}
