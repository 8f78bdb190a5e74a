using System.Net;
using Starling.Algorithms.Errors;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Tests;

public sealed class AccessTests : IAsyncLifetime
{
    private readonly FakeCluster cluster = new();
    private ApiServer server = null!;

    public async ValueTask InitializeAsync()
    {
        cluster.AddToken("veras", "vera", AccessRole.Viewer);
        cluster.AddToken("sams", "sam", AccessRole.Submitter);
        server = await ApiServer.StartAsync(cluster);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("nobodys")]
    public async Task Without_a_token_that_the_cluster_knows_every_route_is_refused(string? token)
    {
        foreach (string operation in server.Contract!.Operations.ToArray())
        {
            string[] parts = operation.Split(' ');
            string path = parts[1]["/api/v1/".Length..].Replace("{id}", "a", StringComparison.Ordinal).Replace("{file}", "result.json", StringComparison.Ordinal);
            ApiAnswer answer = await server.SendAsync(new HttpMethod(parts[0]), path, token);

            Assert.Equal((401, "STAR0601"), ((int)answer.Status, answer.Code));
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
        }
    }

    [Fact]
    public async Task The_description_and_the_probes_are_for_anybody()
    {
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("openapi.json")).Status);
        Assert.Equal("ok", await server.Http.GetStringAsync(new Uri(server.Address, "/health/ready"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_viewer_reads_and_does_not_submit()
    {
        Assert.Equal("vera", (string?)(await server.GetAsync("whoami", "veras")).Json["name"]);
        ApiAnswer answer = await server.PostAsync("jobs", TestJobs.Yaml, "veras", "text/yaml");
        Assert.Equal((403, "STAR0602"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_page_of_another_site_may_order_nothing()
    {
        ApiAnswer answer = await server.SendAsync(HttpMethod.Post, "jobs/a/cancel", change: request => request.Headers.Add("Origin", "https://elsewhere.example"));

        Assert.Equal((403, "STAR0602"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Requests_that_come_too_fast_are_refused_for_their_caller_alone()
    {
        await using ApiServer slow = await ApiServer.StartAsync(cluster, settings => settings.RequestsPerSecond = 2);

        ApiAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => slow.GetAsync("whoami", "sams")));
        ApiAnswer other = await slow.GetAsync("whoami", "veras");

        Assert.Contains(answers, answer => answer is { Status: HttpStatusCode.OK });
        Assert.Contains(answers, answer => answer.Code == ErrorCatalog.TooManyCalls.Code && answer.Headers.RetryAfter is not null);
        Assert.Equal(HttpStatusCode.OK, other.Status);
    }

    [Fact]
    public async Task Tokens_cannot_be_guessed_fast()
    {
        await using ApiServer slow = await ApiServer.StartAsync(cluster, settings => settings.RequestsPerSecond = 2);

        ApiAnswer known = await slow.GetAsync("whoami", "sams");
        ApiAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => slow.GetAsync("whoami", $"guess-{number}")));
        ApiAnswer still = await slow.GetAsync("whoami", "sams");

        // Four are checked at once, and four wrong ones are borne before a pause; some room for permits that come back meanwhile.
        Assert.InRange(answers.Count(answer => answer.Code == ErrorCatalog.NotAuthenticated.Code), 1, 40);
        Assert.All(answers, answer => Assert.Contains(answer.Code, new[] { ErrorCatalog.NotAuthenticated.Code, ErrorCatalog.TooManyCalls.Code }));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (known.Status, still.Status));
    }
}
