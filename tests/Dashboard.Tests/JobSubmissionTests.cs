using System.Net;
using System.Text.Json.Nodes;
using Starling.Algorithms.Errors;
using Xunit;

namespace Starling.Dashboard.Tests;

public sealed class JobSubmissionTests : IAsyncLifetime
{
    private readonly FakeCluster cluster = new();
    private ApiServer server = null!;

    public async ValueTask InitializeAsync() => server = await ApiServer.StartAsync(cluster);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("application/yaml")]
    [InlineData("text/yaml; charset=utf-8")]
    [InlineData("application/x-yaml")]
    public async Task A_job_in_yaml_is_submitted(string type)
    {
        ApiAnswer answer = await server.PostAsync("jobs", TestJobs.Yaml, contentType: type);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal($"/api/v1/jobs/{answer.Json["jobId"]}", answer.Headers.Location!.OriginalString);
        Assert.True(TestJobs.Spec().IsSameAs(cluster.Client.Submitted!));
    }

    [Fact]
    public async Task A_definition_that_was_fetched_can_be_submitted_again()
    {
        await server.PostAsync("jobs", TestJobs.Yaml, contentType: "text/yaml");
        JsonNode resolved = (await server.PostAsync("jobs/validate", TestJobs.Yaml, contentType: "text/yaml")).Json["job"]!;

        await server.PostAsync("jobs?id=again", resolved.ToJsonString());

        Assert.Equal("again", cluster.Client.SubmittedId);
        Assert.True(TestJobs.Spec().IsSameAs(cluster.Client.Submitted!));
    }

    [Fact]
    public async Task All_mistakes_come_at_once_with_their_lines()
    {
        const string Wrong = "algorithm:\n  kind: fedavg\n  porx: 1\nmodel: mpl\ndata: synthetic\nstop: { rounds: -1 }\n";

        ApiAnswer answer = await server.PostAsync("jobs", Wrong, contentType: "application/yaml");

        Assert.Equal((400, "STAR0103"), ((int)answer.Status, answer.Code));
        Assert.Equal(
            ["STAR0103 algorithm.porx 3", "STAR0106 model 4", "STAR0105 stop.rounds 6"],
            answer.Json["errors"]!.AsArray().Select(mistake => $"{mistake!["code"]} {mistake["path"]} {mistake["line"]}"));
        Assert.Null(cluster.Client.Submitted);
    }

    [Fact]
    public async Task What_only_the_data_can_tell_is_told_too()
    {
        string wrong = TestJobs.Yaml.Replace("sizeLogMean: 2", "partition: { kind: shards, classesPerWorker: 999 }, sizeLogMean: 2", StringComparison.Ordinal);

        ApiAnswer answer = await server.PostAsync("jobs", wrong, contentType: "application/yaml");

        Assert.Equal(400, (int)answer.Status);
    }

    [Fact]
    public async Task Files_that_a_job_names_are_not_opened_by_the_server()
    {
        string job = TestJobs.Yaml.Replace("{ kind: synthetic, sizeLogMean: 2, sizeLogDeviation: 0.5 }", "{ kind: csv, path: /etc/passwd }", StringComparison.Ordinal);

        ApiAnswer answer = await server.PostAsync("jobs/validate", job, contentType: "application/yaml");

        Assert.DoesNotContain("root", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/etc/passwd", string.Concat(answer.Json["errors"]!.AsArray().Select(mistake => mistake!.ToJsonString())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "application/json", 400, "STAR0102")]
    [InlineData("[1, 2", "application/yaml", 400, "STAR0102")]
    [InlineData("", "application/json", 400, "STAR0102")]
    [InlineData("[]", "application/json", 400, "STAR0104")]
    [InlineData("x", "text/plain", 415, "STAR0904")]
    [InlineData("x", "", 415, "STAR0904")]
    [InlineData("x", "application/xml", 415, "STAR0904")]
    public async Task Bodies_that_are_no_job_are_refused(string body, string type, int status, string code)
    {
        ApiAnswer answer = await server.PostAsync("jobs", body, contentType: type);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("jobs")]
    [InlineData("jobs/validate")]
    [InlineData("jobs/a/extend")]
    public async Task Bodies_that_are_too_large_are_refused(string path)
    {
        ApiAnswer answer = await server.PostAsync(path, "\"" + new string('x', (1 << 20) + (1 << 16)) + "\"");

        Assert.Equal((413, "STAR0905"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_body_of_1_MiB_is_read()
    {
        ApiAnswer answer = await server.PostAsync("jobs", TestJobs.Yaml + "\n#" + new string('x', 1 << 20), contentType: "application/yaml");

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    [Fact]
    public async Task A_text_that_is_not_utf8_is_refused()
    {
        ApiAnswer answer = await server.SendAsync(HttpMethod.Post, "jobs", change: request =>
        {
            request.Content = new ByteArrayContent([0x6e, 0xff, 0xfe]);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/yaml");
        });

        Assert.Equal((400, "STAR0102"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_key_stands_for_one_id_of_the_caller()
    {
        cluster.AddToken("sams", "sam", GrainInterfaces.AccessRole.Submitter);
        cluster.AddToken("olgas", "olga", GrainInterfaces.AccessRole.Operator);

        string first = await SubmitAsync("sams", "nightly");
        string again = await SubmitAsync("sams", "nightly");
        string other = await SubmitAsync("sams", "weekly");
        string olgas = await SubmitAsync("olgas", "nightly");

        Assert.Equal(first, again);
        Assert.Equal(3, new[] { first, other, olgas }.Distinct(StringComparer.Ordinal).Count());

        // Another server, and one that was started again, make the same.
        Assert.Equal("job-7b0b1c76b0d37c1d0a9a2a6b".Length, first.Length);
        Assert.Equal(Api.JobSubmissionApi.IdOf("sam", "nightly"), first);
    }

    [Fact]
    public async Task A_key_of_another_job_is_a_conflict()
    {
        cluster.Client.Refusal = new StarlingException(ErrorCatalog.JobExists, "It exists.");

        ApiAnswer answer = await server.SendAsync(HttpMethod.Post, "jobs", body: TestJobs.Yaml, contentType: "text/yaml",
            change: request => request.Headers.Add("Idempotency-Key", "k"));
        ApiAnswer plain = await server.PostAsync("jobs?id=a", TestJobs.Yaml, contentType: "text/yaml");

        Assert.Equal((409, "STAR0906"), ((int)answer.Status, answer.Code));
        Assert.Equal((409, "STAR0404"), ((int)plain.Status, plain.Code));
    }

    [Theory]
    [InlineData("jobs?id=-x", null)]
    [InlineData("jobs?id=a", "key")]
    [InlineData("jobs", "")]
    public async Task Names_that_cannot_be_are_refused(string path, string? key)
    {
        ApiAnswer answer = await server.SendAsync(HttpMethod.Post, path, body: TestJobs.Yaml, contentType: "text/yaml", change: request =>
        {
            if (key is not null)
                request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        });

        Assert.Equal((400, "STAR0901"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Checking_gives_the_resolved_job_or_the_mistakes()
    {
        JsonNode good = (await server.PostAsync("jobs/validate", TestJobs.Yaml, contentType: "text/yaml")).Json;
        JsonNode bad = (await server.PostAsync("jobs/validate", "model: mpl", contentType: "text/yaml")).Json;

        Assert.True((bool)good["isValid"]!);
        Assert.Equal(1, (int)good["job"]!["seed"]!);
        Assert.Contains("rounds: 3", (string?)good["yaml"], StringComparison.Ordinal);
        Assert.False((bool)bad["isValid"]!);
        Assert.NotEmpty(bad["errors"]!.AsArray());
        Assert.Null(cluster.Client.Submitted);
    }

    private async Task<string> SubmitAsync(string token, string key)
    {
        ApiAnswer answer = await server.SendAsync(HttpMethod.Post, "jobs", token, TestJobs.Yaml, "text/yaml", request => request.Headers.Add("Idempotency-Key", key));
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        return (string)answer.Json["jobId"]!;
    }
}
