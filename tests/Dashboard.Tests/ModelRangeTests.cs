using Starling.Algorithms.Errors;
using Starling.Client;
using Starling.Client.Http;
using Starling.GrainInterfaces;
using Xunit;

namespace Starling.Dashboard.Tests;

/// <summary>Parts of a model, and downloads that break off and go on.</summary>
public sealed class ModelRangeTests : IAsyncLifetime
{
    private const string Path = "jobs/a/files/model.safetensors";

    private readonly FakeCluster cluster = new();
    private ApiServer server = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await ApiServer.StartAsync(cluster);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("bytes=0-", 0, null)]
    [InlineData("bytes=5-20", 5, 21)]
    [InlineData("bytes=200-9223372036854775807", 200, null)]
    [InlineData("bytes=-7", -7, null)]
    [InlineData("bytes=-9999999", 0, null)]
    public async Task A_part_is_sent_alone(string range, int from, int? end)
    {
        byte[] whole = (await server.GetAsync(Path)).Bytes;
        byte[] wanted = whole[(from < 0 ? whole.Length + from : from)..(end ?? whole.Length)];

        ApiAnswer answer = await AskAsync(range);

        Assert.Equal((206, true), ((int)answer.Status, wanted.AsSpan().SequenceEqual(answer.Bytes)));
    }

    [Fact]
    public async Task Every_byte_can_be_the_first_and_the_last()
    {
        byte[] whole = (await server.GetAsync(Path)).Bytes;
        for (int from = 0; from < whole.Length; from += 7)
        {
            Assert.Equal(whole[from..], (await AskAsync($"bytes={from}-")).Bytes);
            Assert.Equal(whole[..(from + 1)], (await AskAsync($"bytes=0-{from}")).Bytes);
        }
    }

    [Theory]
    [InlineData("bytes=0-1,5-6", null)]
    [InlineData("pages=0-1", null)]
    [InlineData("bytes=0-1", "\"another\"")]
    [InlineData("bytes=0-1", "Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task What_is_not_offered_or_not_the_same_is_sent_whole(string range, string? only)
    {
        byte[] whole = (await server.GetAsync(Path)).Bytes;

        ApiAnswer answer = await AskAsync(range, only);

        Assert.Equal((200, true), ((int)answer.Status, whole.AsSpan().SequenceEqual(answer.Bytes)));
    }

    [Fact]
    public async Task A_part_that_is_not_there_is_refused()
    {
        int length = (await server.GetAsync(Path)).Bytes.Length;

        ApiAnswer answer = await AskAsync($"bytes={length}-");

        Assert.Equal((416, "STAR0901"), ((int)answer.Status, answer.Code));
        Assert.Contains($"has {length} bytes", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_that_change_have_no_parts()
    {
        cluster.Client.Status = cluster.Client.Status with { Phase = JobPhase.Running };

        ApiAnswer answer = await AskAsync("bytes=0-1");

        Assert.Equal((200, null), ((int)answer.Status, answer.Headers.ETag));
        Assert.True(answer.Bytes.Length > 2);
    }

    [Fact]
    public async Task A_client_goes_on_where_it_was()
    {
        byte[] whole = await ReadAsync(new HttpClient { BaseAddress = server.Address });
        using var cutter = new Cutter(every: 9);

        byte[] pieced = await ReadAsync(new HttpClient(cutter) { BaseAddress = server.Address });

        Assert.Equal(whole, pieced);
        Assert.InRange(cutter.Requests, 4, 8);
    }

    [Fact]
    public async Task A_client_does_not_join_parts_of_different_models()
    {
        using var cutter = new Cutter(every: 9, afterCut: () => cluster.Client.Status = cluster.Client.Status with { ParametersSha256 = "another" });

        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() => ReadAsync(new HttpClient(cutter) { BaseAddress = server.Address }));

        Assert.Equal(ErrorCatalog.ClusterUnreachable, refusal.Error);
        Assert.Contains("another one by now", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_gives_up_where_nothing_more_comes_or_nobody_says_what_came(bool hasTag)
    {
        if (!hasTag)
            cluster.Client.Status = cluster.Client.Status with { Phase = JobPhase.Running };
        using var cutter = new Cutter(every: 9, once: true);

        StarlingException refusal = await Assert.ThrowsAsync<StarlingException>(() => ReadAsync(new HttpClient(cutter) { BaseAddress = server.Address }));

        Assert.Equal(ErrorCatalog.ClusterUnreachable, refusal.Error);
        Assert.Contains("broke off", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<byte[]> ReadAsync(HttpClient http)
    {
        using (http)
        {
            await using var client = new HttpStarlingClient(http);
            await using ModelStream model = await client.OpenModelAsync("a", Stop);
            var bytes = new MemoryStream();
            await foreach (ReadOnlyMemory<byte> piece in model.ReadAsync(Stop))
                bytes.Write(piece.Span);
            return bytes.ToArray();
        }
    }

    private Task<ApiAnswer> AskAsync(string range, string? only = null) => server.SendAsync(HttpMethod.Get, Path, change: request =>
    {
        request.Headers.TryAddWithoutValidation("Range", range);
        if (only is not null)
            request.Headers.TryAddWithoutValidation("If-Range", only);
    });

    /// <summary>A way on which bodies break off: the first one after its head, of a kilobyte at most, and some bytes, the others after these bytes.</summary>
    /// <param name="every">How many bytes pass.</param>
    /// <param name="once">Whether nothing passes any more after the first.</param>
    /// <param name="afterCut">Called after the first.</param>
    private sealed class Cutter(int every, bool once = false, Action? afterCut = null) : DelegatingHandler(new SocketsHttpHandler())
    {
        public int Requests { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            int passes = once ? 0 : every;
            if (Requests++ == 0)
            {
                passes = sizeof(long) + (int)BitConverter.ToInt64(body) + every;
                afterCut?.Invoke();
            }

            response.Content = passes < body.Length ? new StreamContent(new BrokenStream(body[..passes])) : new ByteArrayContent(body);
            return response;
        }
    }

    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var count ? count : throw new IOException("the cable was pulled");
    }
}
