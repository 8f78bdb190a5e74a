using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Starling.Algorithms.Errors;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>Writes events as the lines of <c>text/event-stream</c> (HTML standard, 9.2).</summary>
/// <param name="response">Where to write.</param>
/// <param name="time">The clock of the comments that keep the connection open.</param>
internal sealed class EventStream(HttpResponse response, TimeProvider time)
{
    /// <summary>A comment is sent when nothing was for so long.</summary>
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Writes the events until they end; then says so, or why they broke off.</summary>
    /// <param name="source">The events.</param>
    /// <param name="stop">Ends the waiting for them.</param>
    public async Task WriteAsync(IAsyncEnumerable<JobEvent> source, CancellationTokenSource stop)
    {
        CancellationToken cancellationToken = stop.Token;
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await SendAsync("retry: 1000\n\n", cancellationToken);

        IAsyncEnumerator<JobEvent> events = source.GetAsyncEnumerator(cancellationToken);
        Task<bool> moving = events.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                try
                {
                    if (!moving.IsCompleted)
                        await response.BodyWriter.FlushAsync(cancellationToken);
                    if (!await moving.WaitAsync(Heartbeat, time, cancellationToken))
                        break;
                }
                catch (TimeoutException) when (!moving.IsCompleted)
                {
                    await SendAsync(":\n\n", cancellationToken);
                    continue;
                }

                Write(events.Current);
                moving = events.MoveNextAsync().AsTask();
            }

            await SendAsync("event: end\ndata: {}\n\n", cancellationToken);
        }
        catch (StarlingException broken)
        {
            await SendAsync($"event: error\ndata: {JsonSerializer.Serialize(Problems.Of(broken), ResultJson.Line)}\n\n", cancellationToken);
        }
        finally
        {
            await LeaveAsync(events, moving, stop);
        }
    }

    /// <summary>Leaves a stream of events whose next one may still be waited for.</summary>
    public static async Task LeaveAsync(IAsyncEnumerator<JobEvent> events, Task<bool> moving, CancellationTokenSource stop)
    {
        if (!moving.IsCompleted)
        {
            await stop.CancelAsync();
            await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _ = moving.Exception;
        await events.DisposeAsync();
    }

    private void Write(JobEvent item)
    {
        string text = $"id: {Paging.Text(item.Sequence)}\ndata: {JsonSerializer.Serialize(item, ResultJson.Line)}\n\n";
        response.BodyWriter.Write(Encoding.UTF8.GetBytes(text));
    }

    private async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
