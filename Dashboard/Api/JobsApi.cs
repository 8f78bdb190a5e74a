using System.Collections.Immutable;
using System.ComponentModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Starling.Client;
using Starling.Client.Http;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>Reads jobs: all of them, one, its workers, its evaluations.</summary>
internal static class JobsApi
{
    /// <summary>Maps the routes.</summary>
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs", ListAsync).In("Jobs").Describe("listJobs", "The jobs that the cluster knows, a page at a time.");
        api.MapGet("/jobs/{id}", GetAsync).In("Jobs").Describe("getJob", "How a job is, and what was submitted.", 404);
        api.MapGet("/jobs/{id}/definition", DefinitionAsync).In("Jobs").Describe("getDefinition", "The job with every field resolved, as a job file.", 404)
            .Produces<object>(StatusCodes.Status200OK, "application/json", "application/yaml");
        api.MapGet("/jobs/{id}/workers", WorkersAsync).In("Jobs").Describe("listWorkers", "What the job knows about its workers, a page at a time.", 404);
        api.MapGet("/jobs/{id}/metrics", MetricsAsync).In("Jobs").Describe("getMetrics", "The evaluations so far, one row a round.", 404);
    }

    private static async Task<Ok<JobPage>> ListAsync(
        HttpContext context,
        [Description("Only jobs in these phases, separated by commas: queued, starting, running, paused, recovering, completed, failed, cancelled.")] string? phase,
        [Description("Only jobs of this bearer.")] string? submitter,
        [Description("Only jobs whose name contains this, in capitals or not.")] string? name,
        [Description("submitted, name, phase or round; with a minus before it, downwards. Default -submitted.")] string? sort,
        [Description("How many: 1 to 500, default 50.")] string? limit,
        [Description("Where the page begins: `next` of the page before.")] string? cursor,
        CancellationToken cancellationToken)
    {
        JobQuery query = JobQuery.Parse(phase, submitter, name, sort, limit, cursor);
        return TypedResults.Ok(query.Select(await context.Client().ListJobsAsync(includeEnded: true, cancellationToken)));
    }

    private static async Task<Ok<JobDetails>> GetAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        IStarlingClient client = context.Client();
        JobStatus status = await client.GetStatusAsync(id, cancellationToken);
        return TypedResults.Ok(new JobDetails { Status = status, Spec = JobDescription.Of(await client.GetSpecAsync(id, cancellationToken)) });
    }

    private static async Task<ContentHttpResult> DefinitionAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        JobSpec spec = await context.Client().GetSpecAsync(id, cancellationToken);
        bool yaml = context.Request.Headers.Accept.ToString().Contains("yaml", StringComparison.OrdinalIgnoreCase);
        return yaml
            ? TypedResults.Text(JobText.Yaml(spec), "application/yaml")
            : TypedResults.Text(JobText.Json(spec), "application/json");
    }

    private static async Task<Ok<WorkerPage>> WorkersAsync(
        HttpContext context, string id,
        [Description("How many: 1 to 500, default 50.")] string? limit,
        [Description("Where the page begins: `next` of the page before.")] string? cursor,
        CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        int count = Paging.Limit(limit);
        long from = Paging.Number("cursor", cursor, 0);
        ImmutableArray<WorkerSummary> all = await context.Client().GetWorkersAsync(id, cancellationToken);
        int first = (int)Math.Min(from, all.Length);
        ImmutableArray<WorkerSummary> items = all.Slice(first, Math.Min(count, all.Length - first));
        int end = first + items.Length;
        return TypedResults.Ok(new WorkerPage { Items = items, Total = all.Length, Next = end < all.Length ? Paging.Text(end) : null });
    }

    private static async Task<Ok<MetricList>> MetricsAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        return TypedResults.Ok(new MetricList { Items = [.. await context.Client().GetMetricsAsync(id, cancellationToken)] });
    }
}
