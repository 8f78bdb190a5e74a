using System.ComponentModel;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Client.Http;
using Starling.Client.Results;
using Starling.Dashboard.Api.Limits;
using Starling.Dashboard.Clusters;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>The events of a job: as a stream that goes on while the job does, or a page at a time.</summary>
internal static class JobEventsApi
{
    // A running job tells nothing for so long: what there is has come.
    private static readonly TimeSpan PageQuiet = TimeSpan.FromMilliseconds(250);

    /// <summary>Maps the route.</summary>
    public static void MapJobEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("/jobs/{id}/events", EventsAsync).In("Events")
            .Describe("getEvents", "The events of a job: as server-sent events, or with `Accept: application/json` a page of them.", 404)
            .WithDescription("The stream has a message an event, with the event's sequence as `id`, begins after `Last-Event-ID` or at `from`, sends comments while "
                + "nothing happens, and closes with a message of the type `end` after the job's last event. A message of the type `error` carries problem details.")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Produces<EventPage>(StatusCodes.Status200OK, "application/json");

    private static async Task EventsAsync(
        HttpContext context, string id,
        [Description("The first sequence wanted. Default 0.")] string? from,
        [Description("Of a page: how many, 1 to 500, default 50.")] string? limit,
        RequestLimits limits, DashboardSettings settings, ICluster cluster, TimeProvider time, IHostApplicationLifetime host, CancellationToken cancellationToken)
    {
        ApiCaller.CheckId(id);
        long first = Paging.Number("from", from, 0);
        if (context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last])
            first = Paging.Number("Last-Event-ID", last, 0) + 1;
        int count = Paging.Limit(limit);
        IStarlingClient client = context.Client();
        JobStatus status = await client.GetStatusAsync(id, cancellationToken);

        string accept = context.Request.Headers.Accept.ToString();
        if (accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            EventPage page = await PageAsync(client, status, first, count, time, cancellationToken);
            await context.Response.WriteAsJsonAsync(page, ResultJson.Line, cancellationToken);
            return;
        }

        using RateLimitLease place = limits.EnterStream(LimitMiddleware.CallerOf(context, cluster));
        if (!place.IsAcquired)
            throw new StarlingException(ErrorCatalog.TooManyCalls, $"This caller holds {Paging.Text(settings.StreamsPerCaller)} event streams already (`Dashboard:StreamsPerCaller`).");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, host.ApplicationStopping);
        try
        {
            await new EventStream(context.Response, time).WriteAsync(client.WatchAsync(id, first, stop.Token), stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader left, or the server stops: the reader comes back with Last-Event-ID.
        }
    }

    private static async Task<EventPage> PageAsync(
        IStarlingClient client, JobStatus status, long first, int count, TimeProvider time, CancellationToken cancellationToken)
    {
        var items = new List<JobEvent>(count);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        IAsyncEnumerator<JobEvent> events = client.WatchAsync(status.JobId, first, stop.Token).GetAsyncEnumerator(stop.Token);
        Task<bool> moving = events.MoveNextAsync().AsTask();
        bool isOver = false;
        try
        {
            while (items.Count < count)
            {
                if (!await (status.Phase.HasEnded() ? moving : moving.WaitAsync(PageQuiet, time, cancellationToken)))
                {
                    isOver = true;
                    break;
                }

                items.Add(events.Current);
                moving = events.MoveNextAsync().AsTask();
            }
        }
        catch (TimeoutException) when (!moving.IsCompleted)
        {
            // The job has told all that happened.
        }
        finally
        {
            await EventStream.LeaveAsync(events, moving, stop);
        }

        return new EventPage { Items = [.. items], Next = isOver ? null : items.Count == 0 ? first : items[^1].Sequence + 1 };
    }
}
