using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Client.Calls;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Client.Http;

/// <summary>
/// Follows a job's events over connections that break: asks again from the event after the last one, so that none is lost and none comes
/// twice. A connection on which not even a comment came for longer than three of them should is given up.
/// </summary>
/// <param name="calls">How requests are made.</param>
/// <param name="path">The route of the events.</param>
/// <param name="from">The first sequence wanted.</param>
internal sealed class HttpWatch(HttpCalls calls, string path, long from)
{
    private long next = from;

    /// <summary>The events, to the last one.</summary>
    public async IAsyncEnumerable<JobEvent> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ClusterCalls.Retry retry = calls.Begin();
        while (true)
        {
            HttpResponseMessage? response = null;
            IAsyncEnumerator<SseItem<string>>? items = null;
            try
            {
                Exception? lost = null;
                try
                {
                    response = await calls.SendAsync(Request(), cancellationToken);
                    Stream body = new WatchedStream(await response.Content.ReadAsStreamAsync(cancellationToken), calls.Time);
                    items = SseParser.Create(body).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
                }
                catch (Exception exception) when (HttpCalls.IsLost(exception) && !cancellationToken.IsCancellationRequested)
                {
                    lost = exception;
                }

                while (lost is null)
                {
                    JobEvent? item = null;
                    try
                    {
                        if (!await items!.MoveNextAsync())
                            lost = new IOException("The stream of events broke off.");
                        else if (items.Current.EventType == "end")
                            yield break;
                        else
                            item = Read(items.Current);
                    }
                    catch (Exception exception) when (HttpCalls.IsLost(exception) && !cancellationToken.IsCancellationRequested)
                    {
                        lost = exception;
                    }

                    // A job that came back may tell again what its watchers know.
                    if (item is null || item.Sequence < next)
                        continue;

                    retry.Succeed();
                    next = item.Sequence + 1;
                    yield return item;
                }

                await retry.PauseAsync(lost, cancellationToken);
            }
            finally
            {
                if (items is not null)
                    await items.DisposeAsync();
                response?.Dispose();
            }
        }
    }

    private static JobEvent Read(SseItem<string> message)
    {
        try
        {
            if (message.EventType == "error")
                throw HttpCalls.Refusal(System.Net.HttpStatusCode.OK, JsonSerializer.Deserialize<ApiProblem>(message.Data, ResultJson.Line));

            return JsonSerializer.Deserialize<JobEvent>(message.Data, ResultJson.Line) ?? throw new JsonException("The event is null.");
        }
        catch (JsonException exception)
        {
            throw new StarlingException(ErrorCatalog.ServerFault, $"An event is not the JSON of this version: {exception.Message}", exception);
        }
    }

    private HttpRequestMessage Request()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"{path}?from={next}"));
        request.Headers.Accept.ParseAdd("text/event-stream");
        return request;
    }
}
