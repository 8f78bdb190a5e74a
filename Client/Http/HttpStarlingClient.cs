using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using Starling.Algorithms.Errors;
using Starling.Client.Calls;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Client.Http;

/// <summary>
/// The client of a cluster behind its HTTP API: for programs that reach the dashboard and not the silos.
/// <see cref="Connections.StarlingConnection"/> makes one where the address begins with <c>http</c>.
/// </summary>
public sealed class HttpStarlingClient : IStarlingClient
{
    private const int PageSize = 500;

    private readonly HttpClient http;
    private readonly bool ownsHttp;
    private readonly HttpCalls calls;

    /// <summary>Makes a client over one that reaches the dashboard. Disposing it leaves that one open.</summary>
    /// <param name="http">Its base address is that of the dashboard; its timeout holds for streams too, so it is best infinite.</param>
    /// <param name="token">The token; null where the cluster asks for none.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <param name="patience">How long a request whose outcome is unknown is made again; null for 60 seconds.</param>
    public HttpStarlingClient(HttpClient http, string? token = null, TimeProvider? time = null, TimeSpan? patience = null)
        : this(http, token, new ClusterCalls(time ?? TimeProvider.System, patience ?? ClusterCalls.DefaultPatience), ownsHttp: false)
    {
    }

    internal HttpStarlingClient(HttpClient http, string? token, ClusterCalls calls, bool ownsHttp)
    {
        this.http = http;
        this.ownsHttp = ownsHttp;
        this.calls = new HttpCalls(http, token, calls);
    }

    /// <inheritdoc/>
    public async Task<string> SubmitAsync(JobSpec spec, string? jobId = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        // The id is made here, so that a repeated submission is the same one.
        string id = jobId ?? StarlingClient.MakeId(spec.Name, calls.Time);
        string file = JobSpecFile.ToJson(spec).ToJsonString();
        SubmittedJob accepted = await calls.AskAsync(
            () => new HttpRequestMessage(HttpMethod.Post, $"api/v1/jobs?id={Uri.EscapeDataString(id)}")
            {
                Content = new StringContent(file, Encoding.UTF8, "application/json"),
            },
            HttpCalls.ReadAsync<SubmittedJob>, cancellationToken);
        return accepted.JobId;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<JobEvent> WatchAsync(
        string jobId, long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var watch = new HttpWatch(calls, Job(jobId) + "/events", from);
        await foreach (JobEvent item in watch.FollowAsync(cancellationToken))
            yield return item;
    }

    /// <inheritdoc/>
    public async Task<JobStatus> GetStatusAsync(string jobId, CancellationToken cancellationToken = default) =>
        (await calls.GetAsync<JobDetails>(Job(jobId), cancellationToken)).Status;

    /// <inheritdoc/>
    public async Task<JobSpec> GetSpecAsync(string jobId, CancellationToken cancellationToken = default) =>
        (await calls.GetAsync<JobDetails>(Job(jobId), cancellationToken)).Spec.ToSpec();

    /// <inheritdoc/>
    public async Task<ImmutableArray<WorkerSummary>> GetWorkersAsync(string jobId, CancellationToken cancellationToken = default)
    {
        var workers = ImmutableArray.CreateBuilder<WorkerSummary>();
        string? cursor = null;
        do
        {
            WorkerPage page = await calls.GetAsync<WorkerPage>(Page(Job(jobId) + "/workers", "", cursor), cancellationToken);
            workers.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return workers.ToImmutable();
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<JobTicket>> ListJobsAsync(bool includeEnded = false, CancellationToken cancellationToken = default)
    {
        var jobs = ImmutableArray.CreateBuilder<JobTicket>();
        string filter = includeEnded ? "" : "&phase=queued,starting,running,paused,recovering";
        string? cursor = null;
        do
        {
            JobPage page = await calls.GetAsync<JobPage>(Page("api/v1/jobs", filter, cursor), cancellationToken);
            jobs.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);
        return jobs.ToImmutable();
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<SiloReport>> GetSilosAsync(CancellationToken cancellationToken = default) =>
        (await calls.GetAsync<ClusterView>("api/v1/cluster", cancellationToken)).Silos;

    /// <inheritdoc/>
    public Task PauseAsync(string jobId, CancellationToken cancellationToken = default) => OrderAsync(jobId, "pause", cancellationToken);

    /// <inheritdoc/>
    public Task ResumeAsync(string jobId, CancellationToken cancellationToken = default) => OrderAsync(jobId, "resume", cancellationToken);

    /// <inheritdoc/>
    public Task CancelAsync(string jobId, CancellationToken cancellationToken = default) => OrderAsync(jobId, "cancel", cancellationToken);

    /// <inheritdoc/>
    public Task ExtendAsync(string jobId, int rounds, CancellationToken cancellationToken = default) => calls.TellAsync(
        () => new HttpRequestMessage(HttpMethod.Post, Job(jobId) + "/extend")
        {
            Content = JsonContent.Create(new ExtendRequest { Rounds = rounds }, options: ResultJson.Line),
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task ForgetAsync(string jobId, CancellationToken cancellationToken = default)
    {
        int attempts = 0;
        try
        {
            await calls.TellAsync(
                () =>
                {
                    attempts++;
                    return new HttpRequestMessage(HttpMethod.Delete, Job(jobId));
                },
                cancellationToken);
        }
        catch (StarlingException gone) when (attempts > 1 && gone.Error == ErrorCatalog.JobUnknown)
        {
            // An attempt whose answer was lost did it.
        }
    }

    /// <inheritdoc/>
    public Task<CallerInfo> WhoAmIAsync(CancellationToken cancellationToken = default) => calls.GetAsync<CallerInfo>("api/v1/whoami", cancellationToken);

    /// <inheritdoc/>
    public Task<ModelStream> OpenModelAsync(string jobId, CancellationToken cancellationToken = default)
    {
        string path = Job(jobId) + "/files/model.safetensors";
        return RepeatAsync(() => new HttpRequestMessage(HttpMethod.Get, path), OpenAsync, cancellationToken);

        async Task<ModelStream> OpenAsync(HttpResponseMessage response)
        {
            EntityTagHeaderValue? tag = response.Headers.ETag;
            return await SafetensorsStream.OpenAsync(
                response,
                (from, token) => RepeatAsync(
                    () => new HttpRequestMessage(HttpMethod.Get, path)
                    {
                        Headers = { Range = new RangeHeaderValue(from, null), IfRange = new RangeConditionHeaderValue(tag!) },
                    },
                    Task.FromResult,
                    token),
                cancellationToken);
        }
    }

    /// <summary>Asks until there is an answer, whose body the caller reads.</summary>
    private async Task<T> RepeatAsync<T>(Func<HttpRequestMessage> request, Func<HttpResponseMessage, Task<T>> open, CancellationToken cancellationToken)
    {
        ClusterCalls.Retry retry = calls.Begin();
        while (true)
        {
            HttpResponseMessage? response = null;
            try
            {
                response = await calls.SendAsync(request(), cancellationToken);
                return await open(response);
            }
            catch (Exception exception)
            {
                response?.Dispose();
                if (!HttpCalls.IsLost(exception) || cancellationToken.IsCancellationRequested)
                    throw;

                await retry.PauseAsync(exception, cancellationToken);
            }
        }
    }

    /// <summary>Closes the connections where the client owns them.</summary>
    public ValueTask DisposeAsync()
    {
        if (ownsHttp)
            http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Page(string path, string filter, string? cursor) => string.Create(
        CultureInfo.InvariantCulture, $"{path}?limit={PageSize}{filter}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}");

    private static string Job(string jobId)
    {
        // A path of dots would be another path.
        if (!JobIds.IsValid(jobId))
            throw new StarlingException(ErrorCatalog.JobUnknown, $"There is no job '{jobId}' on this cluster.");
        return $"api/v1/jobs/{Uri.EscapeDataString(jobId)}";
    }

    private Task OrderAsync(string jobId, string verb, CancellationToken cancellationToken) =>
        calls.TellAsync(() => new HttpRequestMessage(HttpMethod.Post, $"{Job(jobId)}/{verb}"), cancellationToken);
}
