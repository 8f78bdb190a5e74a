using System.Text.Json.Nodes;
using Starling.TestSupport;
using Xunit;

namespace Starling.Dashboard.Tests;

public sealed class DescriptionTests
{
    [Fact]
    public async Task The_document_has_every_route_with_its_errors()
    {
        await using ApiServer server = await ApiServer.StartAsync(new FakeCluster());

        Assert.Equal(
            [
                "DELETE /api/v1/jobs/{id}", "GET /api/v1/cluster", "GET /api/v1/jobs", "GET /api/v1/jobs/{id}", "GET /api/v1/jobs/{id}/definition", "GET /api/v1/jobs/{id}/events",
                "GET /api/v1/jobs/{id}/files", "GET /api/v1/jobs/{id}/files/{file}", "GET /api/v1/jobs/{id}/metrics", "GET /api/v1/jobs/{id}/workers", "GET /api/v1/schema",
                "GET /api/v1/whoami", "POST /api/v1/jobs", "POST /api/v1/jobs/validate", "POST /api/v1/jobs/{id}/cancel", "POST /api/v1/jobs/{id}/extend", "POST /api/v1/jobs/{id}/pause",
                "POST /api/v1/jobs/{id}/resume",
            ],
            server.Contract!.Operations.Order(StringComparer.Ordinal));
        foreach (JsonNode? operation in server.Contract.Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(pair => pair.Value))
        {
            JsonObject responses = operation!["responses"]!.AsObject();
            Assert.NotNull(operation["summary"]);
            Assert.Contains(responses, response => response.Key.StartsWith('2'));
            Assert.All((string[])["400", "401", "403", "429", "500", "503"], status => Assert.True(responses.ContainsKey(status)));
            Assert.All(responses.Where(response => response.Key[0] >= '4'), response =>
                Assert.Equal("#/components/schemas/ApiProblem", (string?)response.Value!["content"]!["application/problem+json"]!["schema"]!["$ref"]));
        }

        Assert.Equal("bearer", (string?)server.Contract.Document["components"]!["securitySchemes"]!["bearer"]!["scheme"]);
    }

    [Fact]
    public async Task The_page_of_the_api_names_every_route()
    {
        await using ApiServer server = await ApiServer.StartAsync(new FakeCluster());
        string page = await File.ReadAllTextAsync(Repository.PathOf("docs", "api.md"), TestContext.Current.CancellationToken);

        Assert.All(server.Contract!.Operations, operation =>
        {
            string path = operation.Split(' ')[1]["/api/v1".Length..];
            Assert.True(
                page.Contains(path, StringComparison.Ordinal) || page.Contains("$API" + path.Replace("{id}", "$ID", StringComparison.Ordinal), StringComparison.Ordinal),
                $"docs/api.md does not have {path}");
        });
    }
}
