using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Client.Http;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>The files of a result folder, byte for byte as <c>starling result</c> writes them, made while they are sent.</summary>
internal static class JobFilesApi
{
    private const string ModelName = "model.safetensors";

    private static readonly ResultFileKind[] Kinds =
    [
        new("result.json", "application/json", async (client, id, stream, token) => await (await client.GetResultAsync(id, token)).WriteAsync(stream, token)),
        new("metrics.csv", "text/csv; charset=utf-8", JobResults.WriteMetricsAsync),
        new("events.jsonl", "application/jsonl", JobResults.WriteEventsAsync),
        new(ModelName, "application/octet-stream", JobResults.WriteModelAsync),
        new("report.html", "text/html; charset=utf-8", JobResults.WriteReportAsync),
    ];

    /// <summary>Maps the routes.</summary>
    public static void MapJobFiles(this IEndpointRouteBuilder api)
    {
        api.MapGet("/jobs/{id}/files", ListAsync).In("Results").Describe("listFiles", "The result files of a job.", 404);
        api.MapGet("/jobs/{id}/files/{file}", FetchAsync).In("Results")
            .Describe("getFile", "A result file: of a job that has ended result.json, metrics.csv, events.jsonl, or report.html; of any model.safetensors, of which a range of bytes may be asked for where the job has ended.", 404, 409, 416)
            .Produces<string>(StatusCodes.Status200OK, "application/octet-stream", "application/json", "text/csv", "application/jsonl", "text/html")
            .Produces<string>(StatusCodes.Status206PartialContent, "application/octet-stream");
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
        if (!kind.IsModel)
        {
            await kind.WriteAsync(client, id, response.Body, cancellationToken);
            return;
        }

        await using ModelFile model = await ModelFile.OpenAsync(client, id, cancellationToken);
        await SendAsync(context, model, cancellationToken);
    }

    /// <summary>Sends a model, or the part of it that is asked for, so that a download that broke off can go on (RFC 9110, section 14).</summary>
    private static async Task SendAsync(HttpContext context, ModelFile model, CancellationToken cancellationToken)
    {
        ResponseHeaders headers = context.Response.GetTypedHeaders();
        long from = 0, count = model.Length;
        if (model.Tag is { } tag)
        {
            var entity = new EntityTagHeaderValue($"\"{tag}\"");
            headers.ETag = entity;
            context.Response.Headers.AcceptRanges = "bytes";
            if (Wanted(context.Request.GetTypedHeaders(), entity) is { } range)
            {
                // A last part may be longer than the file.
                from = range.From ?? Math.Max(0, model.Length - range.To!.Value);
                count = (range is { From: not null, To: { } last } ? Math.Min(last, model.Length - 1) + 1 : model.Length) - from;
                if (count <= 0)
                {
                    headers.ContentRange = new ContentRangeHeaderValue(model.Length);
                    await Problems.WriteAsync(context, Problems.Of(
                        ErrorCatalog.RequestInvalid, $"The file has {model.Length} bytes: there is nothing from byte {from} on.", StatusCodes.Status416RangeNotSatisfiable));
                    return;
                }

                headers.ContentRange = new ContentRangeHeaderValue(from, from + count - 1, model.Length);
                context.Response.StatusCode = StatusCodes.Status206PartialContent;
            }
        }

        context.Response.ContentLength = count;
        await model.WriteAsync(context.Response.Body, from, count, cancellationToken);
    }

    // Who has a part of other bytes gets all of these; several parts at once are not offered.
    private static RangeItemHeaderValue? Wanted(RequestHeaders headers, EntityTagHeaderValue entity) =>
        headers.Range is { Ranges.Count: 1 } range && range.Unit == "bytes" && (headers.IfRange is not { } only || only.EntityTag?.Compare(entity, useStrongComparison: true) == true)
            ? range.Ranges.Single()
            : null;

    private sealed record ResultFileKind(string Name, string MediaType, Func<IStarlingClient, string, Stream, CancellationToken, Task> WriteAsync)
    {
        // The newest vectors can be read while the job runs.
        public bool IsModel => Name == ModelName;

        public bool IsAvailable(JobStatus status) => IsModel ? status.Dimension > 0 : status.Phase.HasEnded();
    }
}
