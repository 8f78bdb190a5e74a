using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Starling.Dashboard.Tests;

/// <summary>The OpenAPI document that a server serves, held against its answers.</summary>
internal sealed class ApiContract
{
    private readonly JsonObject document;
    private readonly HashSet<string> met = [];

    private ApiContract(JsonObject document) => this.document = document;

    public JsonObject Document => document;

    /// <summary>The operations that were called, as <c>GET /jobs/{id}</c>.</summary>
    public IReadOnlySet<string> Met => met;

    public IEnumerable<string> Operations => document["paths"]!.AsObject().SelectMany(path =>
        path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));

    public static async Task<ApiContract> LoadAsync(HttpClient http) =>
        new(JsonNode.Parse(await http.GetStringAsync("openapi.json", TestContext.Current.CancellationToken))!.AsObject());

    /// <summary>Fails where the status is not documented for the route, or the body is not what the document says.</summary>
    public void Check(HttpMethod method, string path, ApiAnswer answer)
    {
        int status = (int)answer.Status;
        if (Find(method, path) is not { } found)
        {
            Assert.True(status is 400 or 401 or 404 or 405 or 413 or 414 or 415 or 429 or 200, $"{method} {path} answered {status}");
            return;
        }

        met.Add($"{method} {found.Path}");
        JsonNode? response = found.Operation["responses"]![status.ToString(CultureInfo.InvariantCulture)];
        Assert.True(response is not null, $"{method} {found.Path}: status {status} is not documented. {answer.Text}");
        if (response["content"] is not JsonObject content)
        {
            Assert.Empty(answer.Bytes);
            return;
        }

        JsonNode? media = content.FirstOrDefault(item => item.Key == answer.MediaType).Value;
        Assert.True(media is not null, $"{method} {found.Path}: {status} with '{answer.MediaType}' is not documented.");
        if (answer.MediaType is "application/json" or "application/problem+json" && media["schema"] is { } schema && !IsFile(found.Path))
        {
            string? mistake = new SchemaCheck(document).Find(schema, answer.Json, "$");
            Assert.True(mistake is null, $"{method} {found.Path}: {mistake}\n{answer.Text}");
        }
    }

    // A file is described as bytes.
    private static bool IsFile(string path) => path.EndsWith("/files/{file}", StringComparison.Ordinal);

    private (string Path, JsonObject Operation)? Find(HttpMethod method, string path)
    {
        string[] parts = ("/api/v1/" + path.Split('?')[0].TrimStart('/')).Split('/');
        foreach ((string template, JsonNode? item) in document["paths"]!.AsObject().OrderBy(pair => pair.Key.Count(letter => letter == '{')))
        {
            string[] names = template.Split('/');
            if (names.Length == parts.Length && names.Zip(parts).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second)
                && item![method.Method.ToLowerInvariant()] is JsonObject operation)
            {
                return (template, operation);
            }
        }

        return null;
    }
}
