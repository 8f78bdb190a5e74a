using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Storage;

/// <summary>An account of Azure Blob storage, and how its owner signs requests: the scheme SharedKey of the blob service.</summary>
internal sealed class BlobAccount(string name, byte[] key, Uri endpoint)
{
    private const string Version = "2021-12-02";

    // The account that every emulator has; no secret.
    private const string DevelopmentName = "devstoreaccount1";
    private const string DevelopmentKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public string Name => name;

    public Uri Endpoint => endpoint;

    /// <exception cref="FormatException">The string means no account.</exception>
    public static BlobAccount Parse(string connectionString)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new FormatException("A part of the connection string is not name=value.");
            parts[part[..equals]] = part[(equals + 1)..];
        }

        if (string.Equals(parts.GetValueOrDefault("UseDevelopmentStorage"), "true", StringComparison.OrdinalIgnoreCase))
            return new BlobAccount(DevelopmentName, Convert.FromBase64String(DevelopmentKey), new Uri($"http://127.0.0.1:10000/{DevelopmentName}"));
        string? account = parts.GetValueOrDefault("AccountName");
        if (string.IsNullOrEmpty(account) || !parts.TryGetValue("AccountKey", out string? accountKey))
            throw new FormatException("The connection string needs AccountName and AccountKey: the stand-in knows no other credentials.");
        string endpoint = parts.GetValueOrDefault("BlobEndpoint")
            ?? $"{parts.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.blob.{parts.GetValueOrDefault("EndpointSuffix", "core.windows.net")}";
        return Uri.TryCreate(endpoint.TrimEnd('/'), UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? new BlobAccount(account, Convert.FromBase64String(accountKey), uri)
            : throw new FormatException("The BlobEndpoint of the connection string is no http or https address.");
    }

    /// <summary>Dates and signs a request, whose headers are complete.</summary>
    public void Sign(HttpRequestMessage request, DateTimeOffset now)
    {
        request.Headers.Add("x-ms-date", now.UtcDateTime.ToString("R", CultureInfo.InvariantCulture));
        request.Headers.Add("x-ms-version", Version);
        byte[] signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Canonical(request)));
        request.Headers.Authorization = new AuthenticationHeaderValue("SharedKey", $"{name}:{Convert.ToBase64String(signature)}");
    }

    // Eleven standard headers, by position; then the service's own, sorted; then what is asked for, with its query sorted.
    private string Canonical(HttpRequestMessage request)
    {
        HttpContentHeaders? content = request.Content?.Headers;
        string length = content?.ContentLength is > 0 and { } bytes ? bytes.ToString(CultureInfo.InvariantCulture) : "";
        string[] standard =
        [
            request.Method.Method, "", "", length, "", content?.ContentType?.ToString() ?? "", "", "",
            request.Headers.IfMatch.ToString(), request.Headers.IfNoneMatch.ToString(), "", "",
        ];
        var text = new StringBuilder().AppendJoin('\n', standard).Append('\n');
        foreach (KeyValuePair<string, IEnumerable<string>> header in request.Headers
            .Where(header => header.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase))
            .OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            text.Append(header.Key.ToLowerInvariant()).Append(':').AppendJoin(',', header.Value).Append('\n');
        }

        Uri uri = request.RequestUri!;
        text.Append('/').Append(name).Append(uri.AbsolutePath);
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal))
            text.Append('\n').Append(pair.Replace('=', ':'));
        return text.ToString();
    }
}
