using System.Net;
using System.Text.Json.Nodes;
using Starling.Algorithms.Errors;
using Starling.Client.Tests.Results;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Tests;

public sealed class JobsApiTests : IAsyncLifetime
{
    private readonly FakeCluster cluster = new();
    private ApiServer server = null!;

    public async ValueTask InitializeAsync() => server = await ApiServer.StartAsync(cluster);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Pages_hold_every_job_once_while_others_come()
    {
        var seen = new List<string>();
        string? cursor = null;
        int pages = 0;
        do
        {
            JsonNode page = (await server.GetAsync($"jobs?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Json;
            seen.AddRange(page["items"]!.AsArray().Select(job => (string)job!["jobId"]!));
            cursor = (string?)page["next"];
            if (pages++ == 0)
                cluster.Client.Jobs = [FakeCluster.Ticket(99), .. cluster.Client.Jobs];
        }
        while (cursor is not null);

        Assert.Equal(["job-6", "job-5", "job-4", "job-3", "job-2", "job-1", "job-0"], seen);
        Assert.Equal(4, pages);
    }

    [Theory]
    [InlineData("phase=running", "job-1,job-0")]
    [InlineData("phase=running,completed&limit=1", "job-6")]
    [InlineData("submitter=sam", "job-2,job-1,job-0")]
    [InlineData("name=ODD", "job-5,job-3,job-1")]
    [InlineData("sort=submitted", "job-0,job-1,job-2,job-3,job-4,job-5,job-6")]
    [InlineData("sort=-name", "job-5,job-3,job-1,job-6,job-4,job-2,job-0")]
    [InlineData("sort=round&limit=2", "job-0,job-1")]
    [InlineData("sort=phase&limit=2", "job-2,job-3")]
    public async Task Lists_are_filtered_and_sorted(string query, string expected)
    {
        ApiAnswer answer = await server.GetAsync($"jobs?{query}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(expected, string.Join(',', answer.Json["items"]!.AsArray().Select(job => (string)job!["jobId"]!)));
    }

    [Theory]
    [InlineData("jobs?limit=0")]
    [InlineData("jobs?limit=501")]
    [InlineData("jobs?limit=x")]
    [InlineData("jobs?phase=walking")]
    [InlineData("jobs?phase=")]
    [InlineData("jobs?phase=1")]
    [InlineData("jobs?sort=--name")]
    [InlineData("jobs?sort=age")]
    [InlineData("jobs?cursor=%00")]
    [InlineData("jobs?cursor=AAAA")]
    [InlineData("jobs/a/workers?cursor=-1")]
    [InlineData("jobs/a/workers?limit=1e3")]
    [InlineData("jobs/a/events?from=x")]
    [InlineData("jobs/a/events?from=9223372036854775807")]
    public async Task Values_that_are_not_valid_are_refused(string path)
    {
        ApiAnswer answer = await server.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("STAR0901", answer.Code);
    }

    [Fact]
    public async Task A_job_is_given_with_its_status_and_what_was_submitted()
    {
        ApiAnswer answer = await server.GetAsync("jobs/a");

        Assert.Equal("completed", (string?)answer.Json["status"]!["phase"]);
        Assert.Equal("fedspeed", (string?)answer.Json["spec"]!["definition"]!["algorithm"]!["kind"]);
    }

    [Fact]
    public async Task Definitions_are_job_files_in_json_and_in_yaml()
    {
        ApiAnswer json = await server.GetAsync("jobs/a/definition");
        ApiAnswer yaml = await server.GetAsync("jobs/a/definition", accept: "application/yaml");

        Assert.Equal("application/json", json.MediaType);
        Assert.Equal("fedspeed-fashion", (string?)json.Json["name"]);
        Assert.Equal("application/yaml", yaml.MediaType);
        Assert.StartsWith("name: fedspeed-fashion\n", yaml.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_come_in_pages()
    {
        JsonNode first = (await server.GetAsync("jobs/a/workers?limit=100")).Json;
        JsonNode second = (await server.GetAsync($"jobs/a/workers?limit=100&cursor={first["next"]}")).Json;

        Assert.Equal(120, (int)first["total"]!);
        Assert.Equal(Enumerable.Range(0, 120), first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(worker => (int)worker!["worker"]!));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Metrics_are_the_rows_of_the_run()
    {
        JsonNode answer = (await server.GetAsync("jobs/a/metrics")).Json;

        Assert.Equal(cluster.Run.Rows.Select(row => row.Round), answer["items"]!.AsArray().Select(row => (int)row!["round"]!));
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_are_written_as_texts()
    {
        SampleRun run = cluster.Run;
        run.Insert(run.Events.Count - 1, new JobEvent
        {
            Kind = JobEventKinds.Evaluated,
            Message = "Diverged.",
            Metrics = new MetricRow { Round = 6, Loss = double.NaN, TrainLoss = double.PositiveInfinity },
        });

        JsonNode answer = (await server.GetAsync("jobs/a/metrics")).Json;

        Assert.Equal("NaN", (string?)answer["items"]!.AsArray()[^1]!["loss"]);
    }

    [Theory]
    [InlineData("pause", "pause a")]
    [InlineData("resume", "resume a")]
    [InlineData("cancel", "cancel a")]
    public async Task Orders_reach_the_cluster(string verb, string expected)
    {
        ApiAnswer answer = await server.PostAsync($"jobs/a/{verb}");

        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.Equal([expected], cluster.Client.Orders);
    }

    [Fact]
    public async Task Jobs_are_extended_and_forgotten()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await server.PostAsync("jobs/a/extend", """{"rounds":9}""")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await server.SendAsync(HttpMethod.Delete, "jobs/a")).Status);
        Assert.Equal(["extend a 9", "forget a"], cluster.Client.Orders);
    }

    [Theory]
    [InlineData("""{"rounds":0}""", "application/json", 400, "STAR0901")]
    [InlineData("""{}""", "application/json", 400, "STAR0901")]
    [InlineData("""{"rounds":"many"}""", "application/json", 400, "STAR0901")]
    [InlineData("""{"rounds":""", "application/json", 400, "STAR0901")]
    [InlineData("null", "application/json", 400, "STAR0901")]
    [InlineData("", "application/json", 400, "STAR0901")]
    [InlineData("rounds=9", "text/plain", 415, "STAR0904")]
    public async Task Extensions_that_cannot_be_read_are_refused(string body, string type, int status, string code)
    {
        ApiAnswer answer = await server.PostAsync("jobs/a/extend", body, contentType: type);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Empty(cluster.Client.Orders);
    }

    public static TheoryData<string, int> Refusals => new()
    {
        { "STAR0401", 404 }, { "STAR0412", 409 }, { "STAR0405", 503 }, { "STAR0603", 429 }, { "STAR0601", 401 }, { "STAR0602", 403 }, { "STAR0104", 400 }, { "STAR0403", 500 },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_the_cluster_refuses_has_the_status_that_fits(string code, int status)
    {
        cluster.Client.Refusal = new StarlingException(ErrorCatalog.All.First(entry => entry.Code == code), "A sentence.");

        ApiAnswer answer = await server.PostAsync("jobs/a/pause");

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal("A sentence.", (string?)answer.Json["detail"]);
        Assert.Equal(status is 429 or 503, answer.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task A_fault_of_the_server_tells_nothing_of_its_inside()
    {
        cluster.Client.Refusal = new InvalidOperationException("secret");

        ApiAnswer answer = await server.GetAsync("jobs/a");

        Assert.Equal((500, "STAR0907"), ((int)answer.Status, answer.Code));
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "nothing", 404, "STAR0902")]
    [InlineData("GET", "../v2/jobs", 404, "STAR0902")]
    [InlineData("PUT", "jobs", 405, "STAR0903")]
    [InlineData("POST", "cluster", 405, "STAR0903")]
    [InlineData("GET", "jobs/a%2Fb", 404, "STAR0401")]
    [InlineData("GET", "jobs/-a", 404, "STAR0401")]
    [InlineData("GET", "jobs/a/files/passwd", 404, "STAR0902")]
    public async Task Addresses_with_nothing_behind_them_are_said_to_have_nothing(string method, string path, int status, string code)
    {
        ApiAnswer answer = await server.SendAsync(new HttpMethod(method), path);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Cluster_caller_and_schema_are_given()
    {
        cluster.Client.Silos = [new SiloReport { Name = "silo-1", Address = "S127.0.0.1:1:1", Labels = [new SiloLabel { Name = "gpu", Value = "true" }] }];

        Assert.Equal("silo-1", (string?)(await server.GetAsync("cluster")).Json["silos"]![0]!["name"]);
        Assert.Equal("operator", (string?)(await server.GetAsync("whoami")).Json["role"]);
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)(await server.GetAsync("schema")).Json["$schema"]);
    }

    [Fact]
    public async Task Probes_tell_whether_the_cluster_answers()
    {
        Assert.Equal("ok", await server.Http.GetStringAsync(new Uri(server.Address, "/health/live"), TestContext.Current.CancellationToken));
        Assert.Equal("ok", await server.Http.GetStringAsync(new Uri(server.Address, "/health/ready"), TestContext.Current.CancellationToken));
    }
}
