using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.Client.Http;
using Starling.Client.Results;
using Starling.GrainInterfaces;
using Starling.TestSupport;
using Xunit;

namespace Starling.Dashboard.Tests;

public sealed class JobEventsTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_stream_has_every_event_once_and_an_end()
    {
        var cluster = new FakeCluster();
        await using ApiServer server = await ApiServer.StartAsync(cluster);

        List<SseItem<string>> items = await ReadAsync(server, "jobs/a/events");

        Assert.Equal("end", items[^1].EventType);
        Assert.Equal(
            cluster.Run.Events.Select(item => JsonSerializer.Serialize(item, ResultJson.Line)), items[..^1].Select(item => item.Data));
        Assert.Equal(cluster.Run.Events.Select(item => item.Sequence.ToString(CultureInfo.InvariantCulture)), items[..^1].Select(item => item.EventId));
    }

    [Theory]
    [InlineData("jobs/a/events?from=4", null, 4)]
    [InlineData("jobs/a/events", "4", 5)]
    [InlineData("jobs/a/events?from=2", "6", 7)]
    [InlineData("jobs/a/events?from=9999", null, 9999)]
    public async Task The_stream_begins_where_the_reader_broke_off(string path, string? last, int first)
    {
        var cluster = new FakeCluster();
        await using ApiServer server = await ApiServer.StartAsync(cluster);

        List<SseItem<string>> items = await ReadAsync(server, path, last);

        Assert.Equal(cluster.Run.Events.Select(item => item.Sequence).Where(sequence => sequence >= first), items[..^1].Select(item => long.Parse(item.EventId!, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task While_nothing_happens_comments_keep_the_connection_open()
    {
        var time = new ManualTimeProvider();
        var cluster = new FakeCluster();
        cluster.Client.StandAt = 2;
        await using ApiServer server = await ApiServer.StartAsync(cluster, time: time);
        using HttpResponseMessage response = await server.Http.GetAsync("jobs/a/events", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));

        string? line;
        do
            line = await reader.ReadLineAsync(Stop);
        while (line != "id: 1");
        await reader.ReadLineAsync(Stop);
        await reader.ReadLineAsync(Stop);
        Task<string?> comment = reader.ReadLineAsync(Stop).AsTask();
        while (!comment.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await Task.Yield();
        }

        Assert.Equal(":", await comment);
    }

    [Fact]
    public async Task A_page_of_events_tells_where_the_next_one_begins()
    {
        var cluster = new FakeCluster();
        await using ApiServer server = await ApiServer.StartAsync(cluster);
        var seen = new List<long>();
        string? next = "0";
        while (next is not null)
        {
            JsonNode page = (await server.GetAsync($"jobs/a/events?from={next}&limit=4", accept: "application/json")).Json;
            seen.AddRange(page["items"]!.AsArray().Select(item => (long)item!["sequence"]!));
            next = page["next"]?.ToJsonString();
        }

        Assert.Equal(cluster.Run.Events.Select(item => item.Sequence), seen);
    }

    [Fact]
    public async Task A_page_of_a_running_job_has_what_happened()
    {
        var cluster = new FakeCluster();
        cluster.Client.StandAt = 3;
        cluster.Client.Status = cluster.Client.Status with { Phase = JobPhase.Running };
        await using ApiServer server = await ApiServer.StartAsync(cluster);

        JsonNode page = (await server.GetAsync("jobs/a/events", accept: "application/json")).Json;

        Assert.Equal(3, page["items"]!.AsArray().Count);
        Assert.Equal(3, (long)page["next"]!);
    }

    [Fact]
    public async Task A_caller_holds_only_so_many_streams()
    {
        var cluster = new FakeCluster();
        cluster.Client.StandAt = 2;
        await using ApiServer server = await ApiServer.StartAsync(cluster, settings => settings.StreamsPerCaller = 1);
        using HttpResponseMessage first = await server.Http.GetAsync("jobs/a/events", HttpCompletionOption.ResponseHeadersRead, Stop);

        ApiAnswer second = await server.GetAsync("jobs/a/events");

        Assert.Equal((429, "STAR0603"), ((int)second.Status, second.Code));
    }

    [Fact]
    public async Task A_stream_that_the_cluster_breaks_off_says_why()
    {
        var cluster = new FakeCluster();
        cluster.Client.BeforeEvent = item =>
        {
            if (item.Sequence == 3)
                throw new Algorithms.Errors.StarlingException(Algorithms.Errors.ErrorCatalog.JobUnknown, "It was forgotten.");
        };
        await using ApiServer server = await ApiServer.StartAsync(cluster);

        List<SseItem<string>> items = await ReadAsync(server, "jobs/a/events");

        Assert.Equal(4, items.Count);
        Assert.Equal("error", items[^1].EventType);
        Assert.Equal("STAR0401", (string?)JsonNode.Parse(items[^1].Data)!["code"]);
    }

    [Fact]
    public async Task A_client_whose_connections_break_misses_nothing_and_sees_nothing_twice()
    {
        var cluster = new FakeCluster { Run = new(rounds: 40, workers: 3) };
        await using ApiServer server = await ApiServer.StartAsync(cluster);
        using var breaking = new HttpClient(new BreakingHandler { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = server.Address };
        await using var client = new HttpStarlingClient(breaking);

        var seen = new List<long>();
        await foreach (JobEvent item in client.WatchAsync("a", 0, Stop))
            seen.Add(item.Sequence);

        Assert.Equal(cluster.Run.Events.Select(item => item.Sequence), seen);
    }

    private static async Task<List<SseItem<string>>> ReadAsync(ApiServer server, string path, string? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        using HttpResponseMessage response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var items = new List<SseItem<string>>();
        await foreach (SseItem<string> item in SseParser.Create(await response.Content.ReadAsStreamAsync(Stop)).EnumerateAsync(Stop))
            items.Add(item);
        return items;
    }

    /// <summary>Cuts every answer off after some bytes, a few more each time.</summary>
    private sealed class BreakingHandler : DelegatingHandler
    {
        private int requests;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            int length = 700 * ++requests;
            response.Content = new StreamContent(new CutStream(await response.Content.ReadAsStreamAsync(cancellationToken), length));
            return response;
        }
    }

    private sealed class CutStream(Stream inner, int length) : MemoryStream
    {
        private int rest = length;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (rest == 0)
                throw new IOException("The cable was pulled.");
            int count = await inner.ReadAsync(buffer[..Math.Min(rest, buffer.Length)], cancellationToken);
            rest -= count;
            return count;
        }
    }
}
