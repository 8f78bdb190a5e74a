using System.Net;
using System.Net.Http.Headers;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A container of blobs, over the REST API: whole blobs, read, written and deleted, with conditions on their ETags.</summary>
internal sealed class BlobContainer(BlobAccount account, string name)
{
    private const string ContainerNotFound = "ContainerNotFound";
    private static readonly HttpClient Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) });

    public string Name => name;

    /// <summary>Makes the container where it is missing.</summary>
    /// <exception cref="OrleansException">The service refuses.</exception>
    public async Task CreateAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Put, "?restype=container");
        request.Content = new ByteArrayContent([]);
        using HttpResponseMessage response = await SendAsync(request, time, cancellationToken);
        if (!response.IsSuccessStatusCode && response.StatusCode != HttpStatusCode.Conflict) throw await RefusedAsync(response, name, cancellationToken);
    }

    /// <summary>A blob's bytes and ETag; nothing where it is missing.</summary>
    /// <exception cref="OrleansException">The service refuses.</exception>
    public async Task<(byte[] Content, string ETag)?> ReadAsync(string blob, TimeProvider time, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Get, Path(blob));
        using HttpResponseMessage response = await SendAsync(request, time, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound) return null;
        if (!response.IsSuccessStatusCode) throw await RefusedAsync(response, blob, cancellationToken);
        return (await response.Content.ReadAsByteArrayAsync(cancellationToken), ETagOf(response));
    }

    /// <summary>Writes a blob whole; its new ETag, or nothing where the condition does not hold.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="etag">The ETag that it has to have; null: it must not be there.</param>
    /// <param name="time">Dates the request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OrleansException">The service refuses.</exception>
    public async Task<string?> WriteAsync(string blob, BinaryData content, string? etag, TimeProvider time, CancellationToken cancellationToken)
    {
        for (bool isCreated = false; ; isCreated = true)
        {
            using HttpRequestMessage request = Request(HttpMethod.Put, Path(blob));
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
            request.Content = new ReadOnlyMemoryContent(content.ToMemory());
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            SetCondition(request, etag);
            using HttpResponseMessage response = await SendAsync(request, time, cancellationToken);
            if (response.IsSuccessStatusCode) return ETagOf(response);
            if (IsContainerMissing(response) && !isCreated) await CreateAsync(time, cancellationToken);
            else if (IsConditionFailed(response) || response.StatusCode == HttpStatusCode.NotFound) return null;
            else throw await RefusedAsync(response, blob, cancellationToken);
        }
    }

    /// <summary>Deletes a blob, if it is there; false where the condition does not hold.</summary>
    /// <exception cref="OrleansException">The service refuses.</exception>
    public async Task<bool> DeleteAsync(string blob, string? etag, TimeProvider time, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = Request(HttpMethod.Delete, Path(blob));
        SetCondition(request, etag);
        using HttpResponseMessage response = await SendAsync(request, time, cancellationToken);
        if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound) return true;
        return IsConditionFailed(response) ? false : throw await RefusedAsync(response, blob, cancellationToken);
    }

    // The name is one segment of the path, slashes escaped; a backslash is a slash, as the client of Azure has it. What would lead to
    // another folder the service does not take.
    private static string Path(string blob)
    {
        string name = blob.Replace('\\', '/');
        return name.Split('/').Any(part => part is "." or "..")
            ? throw new OrleansException($"A blob's name has no part that is one or two dots: {blob}.")
            : "/" + Uri.EscapeDataString(name);
    }

    private static void SetCondition(HttpRequestMessage request, string? etag)
    {
        if (string.IsNullOrEmpty(etag)) request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        else request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(etag));
    }

    private static string ETagOf(HttpResponseMessage response) =>
        response.Headers.ETag?.Tag ?? throw new OrleansException("The blob service answered without an ETag.");

    private static bool IsConditionFailed(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.Conflict;

    private static bool IsContainerMissing(HttpResponseMessage response) => response.StatusCode == HttpStatusCode.NotFound
        && response.Headers.TryGetValues("x-ms-error-code", out IEnumerable<string>? codes) && codes.Contains(ContainerNotFound, StringComparer.Ordinal);

    private static async Task<OrleansException> RefusedAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken) => new(
        $"The blob service refused {response.RequestMessage?.Method} of {what}: {(int)response.StatusCode} {response.ReasonPhrase} {await response.Content.ReadAsStringAsync(cancellationToken)}");

    private HttpRequestMessage Request(HttpMethod method, string rest) => new(method, new Uri($"{account.Endpoint}/{name}{rest}"));

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeProvider time, CancellationToken cancellationToken)
    {
        account.Sign(request, time.GetUtcNow());
        return Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }
}
