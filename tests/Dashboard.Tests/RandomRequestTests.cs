using System.Globalization;
using System.Text;
using Xunit;

namespace Starling.Dashboard.Tests;

public sealed class RandomRequestTests
{
    private static readonly string[] Methods = ["GET", "GET", "POST", "POST", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "QUERY"];
    private static readonly string[] Types = ["application/json", "application/yaml", "text/yaml", "text/plain", "", "x", "application/json; charset=latin1", "multipart/form-data"];
    private static readonly string[] Words =
        ["jobs", "a", "validate", "pause", "resume", "cancel", "extend", "files", "result.json", "model.safetensors", "report.html", "metrics", "metrics.csv", "events",
         "events.jsonl", "definition", "workers", "cluster", "whoami", "schema", "openapi.json", "..", ".", "%00", "%2e%2e", "%2F", "ü", "%F0%9F", "-", "{id}", "x y", "", "A000", "%25"];

    private static readonly string[] Queries =
        ["limit=0", "limit=3", "limit=-1", "limit=%00", "cursor=AAAA", "cursor=", "cursor=!", "sort=name", "sort=", "phase=running", "phase=,", "from=3", "from=-3", "from=99999999999999999999",
         "id=a", "id=", "name=%", "submitter[]=x", "limit=1&limit=2", "=", "&&", "a=b"];

    /// <summary>However a request is made up, the answer is one of a server in health: no 500, and errors are always problem details.</summary>
    [Fact]
    public async Task Ten_thousand_requests_at_random_meet_no_fault()
    {
        var cluster = new FakeCluster();
        await using ApiServer server = await ApiServer.StartAsync(cluster);
        var faults = new List<string>();
        var statuses = new Dictionary<int, int>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, async (number, _) =>
            {
                var random = new Random(number);
                using HttpRequestMessage request = Make(random, server.Http.BaseAddress!);
                using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
                string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                int status = (int)response.StatusCode;
                bool isError = status >= 400;
                // A path with a zero byte the server itself refuses, before anything of ours sees it.
                bool hasBody = request.Method != HttpMethod.Head && !(status == 400 && request.RequestUri!.OriginalString.Contains("/%00", StringComparison.Ordinal));
                // Dots lead out of the API, to the pages.
                bool isOurs = new Uri(request.RequestUri!.OriginalString.Replace("%2e", ".", StringComparison.OrdinalIgnoreCase)).AbsolutePath.StartsWith("/api", StringComparison.Ordinal);
                lock (faults)
                {
                    statuses[status] = statuses.GetValueOrDefault(status) + 1;
                    if (status >= 500 || (isError && hasBody && isOurs && response.Content.Headers.ContentType?.MediaType != "application/problem+json"))
                        faults.Add(string.Create(CultureInfo.InvariantCulture, $"{number}: {request.Method} {request.RequestUri} -> {status} {response.Content.Headers.ContentType} {text[..Math.Min(text.Length, 200)]}"));
                }
            });

        Assert.True(faults.Count == 0, string.Join('\n', faults.Take(20)));
        // The requests reach all kinds of answers, not the router alone.
        Assert.All([200, 201, 204, 400, 404, 405, 415], status => Assert.True(statuses.GetValueOrDefault(status) > 0, $"{status} was never met"));
    }

    private static HttpRequestMessage Make(Random random, Uri root)
    {
        string path = random.Next(4) == 0
            ? string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(random, Words)))
            : $"jobs{(random.Next(3) == 0 ? "" : "/a")}{(random.Next(2) == 0 ? "" : "/" + Pick(random, Words))}{(random.Next(6) == 0 ? "/" + Pick(random, Words) : "")}";
        if (random.Next(3) == 0)
            path += "?" + string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Pick(random, Queries)));
        var request = new HttpRequestMessage(
            new HttpMethod(Pick(random, Methods)), new Uri(root.ToString() + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = random.Next(10) == 0 && path.All(letter => letter is > ' ' and < '\x7f') }));
        if (random.Next(3) > 0 && request.Method != HttpMethod.Trace)
        {
            request.Content = new ByteArrayContent(Body(random));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", Pick(random, Types));
        }

        if (random.Next(4) == 0)
            request.Headers.TryAddWithoutValidation("Accept", Pick(random, ["application/json", "text/event-stream", "*/*", "application/yaml", "x"]));
        if (random.Next(6) == 0)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", Pick(random, ["3", "-1", "x", "9999999999999999999999"]));
        if (random.Next(6) == 0)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", Pick(random, ["k", "", new string('k', 300), "a b"]));
        if (random.Next(8) == 0)
            request.Headers.TryAddWithoutValidation("Authorization", Pick(random, ["Bearer", "Bearer x", "Basic eDp5", "x"]));
        return request;
    }

    private static byte[] Body(Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                byte[] noise = new byte[random.Next(200)];
                random.NextBytes(noise);
                return noise;
            case 1:
                return Encoding.UTF8.GetBytes(Pick(random, ["{}", "[]", "null", "1", "\"x\"", "{\"rounds\":5}", "{\"rounds\":1e99}", new string('[', 5000), "&a [*a]", "a: &b {c: *b}", "{\"rounds\":null}", "? a", "---\n---\n"]));
            case 2:
                return Encoding.UTF8.GetBytes(TestJobs.Yaml);
            default:
                // A job with some letters changed.
                byte[] job = Encoding.UTF8.GetBytes(TestJobs.Yaml);
                for (int i = random.Next(4); i >= 0; i--)
                    job[random.Next(job.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)"0123456789{}[]:,-\n x"[random.Next(20)];
                return job;
        }
    }

    private static string Pick(Random random, string[] items) => items[random.Next(items.Length)];
}
