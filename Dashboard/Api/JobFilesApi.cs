using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Client.Http;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>The files of a result folder, byte for byte as <c>starling result</c> writes them, made while they are sent.</summary>
internal static class JobFilesApi
{
    private static readonly ResultFileKind[] Kinds =
    [
        new("result.json", "application/json", async (client, id, stream, token) => await (await client.GetResultAsync(id, token)).WriteAsync(stream, token)),
        new("metrics.csv", "text/csv; charset=utf-8", JobResults.WriteMetricsAsync),
        new("events.jsonl", "application/jsonl", JobResults.WriteEventsAsync),
        new("model.safetensors", "application/octet-stream", JobResults.WriteModelAsync),
        new("report.html", "text/html; charset=utf-8", JobResults.WriteReportAsync),
    ];

    /// <summary>Maps the routes.</summary>
    public static void MapJobFiles(this IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs/{id}/files", ListAsync).In("Results").Describe("listFiles", "The result files of a job.", 404);
        api.MapGet("/jobs/{id}/files/{file}", FetchAsync).In("Results")
            .Describe("getFile", "A result file: of a job that has ended result.json, metrics.csv, events.jsonl, or report.html; of any model.safetensors.", 404, 409)
            .Produces<string>(StatusCodes.Status200OK, "application/octet-stream", "application/json", "text/csv", "application/jsonl", "text/html");
    }

    private static async Task<Ok<FileList>> ListAsync(HttpContext context, string id, CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        JobStatus status = await context.Client().GetStatusAsync(id, cancellationToken);
        return TypedResults.Ok(new FileList
        {
            Items = [.. Kinds.Select(kind => new FileEntry { Name = kind.Name, MediaType = kind.MediaType, IsAvailable = kind.IsAvailable(status) })],
        });
    }

    private static async Task FetchAsync(HttpContext context, string id, string file, CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        ResultFileKind kind = Kinds.FirstOrDefault(known => known.Name == file)
            ?? throw new StarlingException(ErrorCatalog.RouteUnknown, $"There is no result file '{file}'; there are {string.Join(", ", Kinds.Select(known => known.Name))}.");
        IStarlingClient client = context.Client();
        JobStatus status = await client.GetStatusAsync(id, cancellationToken);
        if (!kind.IsModel && !status.Phase.HasEnded())
            throw new StarlingException(ErrorCatalog.WrongPhase, $"Job '{id}' has not ended; its result files are there when it has.");
        if (kind.IsModel && status.Dimension == 0)
            throw new StarlingException(ErrorCatalog.JobUnknown, $"Job '{id}' has no model yet, or ended before it had one.");

        HttpResponse response = context.Response;
        response.ContentType = kind.MediaType;
        // Never shown as a page of this site: a report has scripts of its own.
        response.Headers.ContentDisposition = $"attachment; filename=\"{kind.Name}\"";
        response.Headers.ContentSecurityPolicy = "sandbox allow-scripts";
        await kind.WriteAsync(client, id, response.Body, cancellationToken);
    }

    private sealed record ResultFileKind(string Name, string MediaType, Func<IStarlingClient, string, Stream, CancellationToken, Task> WriteAsync)
    {
        // The newest vectors can be read while the job runs.
        public bool IsModel => Name == "model.safetensors";

        public bool IsAvailable(JobStatus status) => IsModel ? status.Dimension > 0 : status.Phase.HasEnded();
    }
}
