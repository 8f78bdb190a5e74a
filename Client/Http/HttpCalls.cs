using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Client.Calls;
using Starling.Client.Results;

namespace Starling.Client.Http;

/// <summary>Makes requests to the HTTP API, again and again where their outcome is unknown, and turns its problem details into exceptions.</summary>
/// <param name="http">The way to the API; its base address ends in <c>/api/v1/</c>.</param>
/// <param name="token">The token; null for none.</param>
/// <param name="calls">How long calls are repeated.</param>
internal sealed class HttpCalls(HttpClient http, string? token, ClusterCalls calls)
{
    /// <summary>How long one attempt is waited for: longer than the server itself waits for a cluster that has lost a silo.</summary>
    public static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(90);

    /// <summary>The clock.</summary>
    public TimeProvider Time => calls.Time;

    /// <summary>Begins to count attempts.</summary>
    public ClusterCalls.Retry Begin() => calls.Begin();

    /// <summary>Reads a route as JSON.</summary>
    public async Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) =>
        await AskAsync(() => new HttpRequestMessage(HttpMethod.Get, path), ReadAsync<T>, cancellationToken);

    /// <summary>Makes a request without an answer.</summary>
    public async Task TellAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken) =>
        await AskAsync(request, (_, _) => Task.FromResult(true), cancellationToken);

    /// <summary>Makes a request until it is answered.</summary>
    /// <exception cref="StarlingException">What the API refused with; STAR0405: it did not answer as long as patience lasts.</exception>
    public async Task<T> AskAsync<T>(
        Func<HttpRequestMessage> request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ClusterCalls.Retry retry = Begin();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var late = new CancellationTokenSource(AttemptTimeout, Time);
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
            try
            {
                using HttpResponseMessage response = await SendAsync(request(), attempt.Token);
                return await read(response, attempt.Token);
            }
            catch (Exception exception) when (IsLost(exception) && !cancellationToken.IsCancellationRequested)
            {
                await retry.PauseAsync(exception, cancellationToken);
            }
        }
    }

    /// <summary>Makes one attempt at a request; the body of the answer is still to be read.</summary>
    /// <exception cref="StarlingException">What the API refused with.</exception>
    /// <exception cref="LostAnswerException">Nobody can say what became of it.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
                return response;

            using (response)
                throw Refusal(response.StatusCode, await ReadProblemAsync(response, cancellationToken));
        }
    }

    /// <summary>Whether it is open what became of a request, so that it is made again.</summary>
    public static bool IsLost(Exception exception) =>
        exception is LostAnswerException or HttpRequestException or IOException or OperationCanceledException;

    /// <summary>A refusal as an exception.</summary>
    public static Exception Refusal(HttpStatusCode status, ApiProblem? problem)
    {
        ErrorEntry? entry = problem is null ? null : ErrorCatalog.All.FirstOrDefault(known => known.Code == problem.Code);
        string text = problem is null ? $"The server answered {(int)status}." : Text(problem);
        if (entry == ErrorCatalog.TooManyCalls || entry == ErrorCatalog.ClusterUnreachable
            || (entry is null && status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
        {
            return new LostAnswerException(text);
        }

        return new StarlingException(entry ?? (status is HttpStatusCode.Unauthorized ? ErrorCatalog.NotAuthenticated : ErrorCatalog.ServerFault), text);
    }

    /// <summary>Reads the body as JSON.</summary>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync<T>(body, ResultJson.Line, cancellationToken)
                ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException exception)
        {
            throw new StarlingException(ErrorCatalog.ServerFault, $"The server's answer is not the JSON of this version: {exception.Message}", exception);
        }
    }

    private static string Text(ApiProblem problem) => problem.Errors is { Length: > 1 } errors
        ? $"{errors.Length} problems:{string.Concat(errors.Select(error => $"\n  {string.Join(": ", new[] { error.Path, error.Code, error.Message }.Where(part => part.Length > 0))}"))}"
        : problem.Detail;

    private static async Task<ApiProblem?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return null;

        try
        {
            return await JsonSerializer.DeserializeAsync<ApiProblem>(
                await response.Content.ReadAsStreamAsync(cancellationToken), ResultJson.Line, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A request of which nobody can say what became, or that came at a bad moment: it is made again.</summary>
/// <param name="message">Why.</param>
internal sealed class LostAnswerException(string message) : Exception(message);
