using System.Net;
using System.Security.Cryptography;
using System.Text;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Locating;

public sealed class HttpDatasetDownloaderTests : IDisposable
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes("the content of the file");
    private static readonly Uri First = new("http://first.test/some.txt");
    private static readonly Uri Second = new("http://second.test/some.txt");

    private readonly TempFolder _folder = new();

    private string Cache => Path.Combine(_folder.Path, "cache", "some");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_fetched_checked_and_reported()
    {
        var progress = new Steps();
        Download("some.txt", progress, (First, Answer(Content)));
        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(Cache, "some.txt")));
        Assert.Equal(new DownloadProgress("some.txt", 0, Content.Length), progress.All[0]);
        Assert.Equal(new DownloadProgress("some.txt", Content.Length, Content.Length), progress.All[^1]);
        Assert.Single(Directory.GetFiles(Cache));
    }

    [Fact]
    public void The_checksum_is_that_of_the_content_however_it_was_packed()
    {
        byte[] packed = DataAssert.Gzip(Content);
        Download("some.txt.gz", null, (First, Answer(packed)));
        Assert.Equal(packed, File.ReadAllBytes(Path.Combine(Cache, "some.txt.gz")));
    }

    [Fact]
    public void The_second_address_is_tried_where_the_first_fails()
    {
        Download("some.txt", null, (First, () => new HttpResponseMessage(HttpStatusCode.NotFound)), (Second, Answer(Content)));
        Assert.Equal(Content, File.ReadAllBytes(Path.Combine(Cache, "some.txt")));
    }

    [Fact]
    public void What_is_not_the_file_is_refused_and_leaves_nothing()
    {
        byte[] other = [.. Content];
        other[3] ^= 1;
        byte[] packed = DataAssert.Gzip(Content);
        Refuse("some.txt", "SHA-256", Answer(other));
        Refuse("some.txt", "only 5 of 23", Answer(Content[..5]));
        Refuse("some.txt", "more than 23", Answer([.. Content, 0]));
        Refuse("some.txt", "longer", Answer(new byte[100_000]));
        Refuse("some.txt.gz", "cut off", Answer(packed[..^4]));
        Refuse("some.txt", "404", () => new HttpResponseMessage(HttpStatusCode.NotFound));
        Refuse("some.txt", "no such host", () => throw new HttpRequestException("no such host"));
    }

    [Fact]
    public void Every_address_and_the_folder_are_named_where_none_works()
    {
        StarlingException exception = DataAssert.Refused(
            ErrorCatalog.DataMissing,
            () => Download("some.txt", null, (First, () => throw new HttpRequestException("down")), (Second, Answer([1]))),
            "http://first.test/some.txt (down)",
            "http://second.test/some.txt (it has only 1 of 23 bytes)",
            $"put it into {Cache}");
        Assert.Contains("some.txt", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancelling_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Download("some.txt", null, source.Token, (First, Answer(Content))));
        Assert.Empty(Directory.GetFiles(Cache));
    }

    private static Func<HttpResponseMessage> Answer(byte[] content) => () => new HttpResponseMessage { Content = new ByteArrayContent(content) };

    private void Refuse(string name, string words, Func<HttpResponseMessage> answer)
    {
        DataAssert.Refused(ErrorCatalog.DataMissing, () => Download(name, null, (First, answer)), name, words, Cache);
        Assert.Empty(Directory.GetFiles(Cache));
    }

    private void Download(string name, IProgress<DownloadProgress>? progress, params (Uri Address, Func<HttpResponseMessage> Answer)[] answers) =>
        Download(name, progress, CancellationToken.None, answers);

    private void Download(
        string name,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken,
        params (Uri Address, Func<HttpResponseMessage> Answer)[] answers)
    {
        using var handler = new FakeServer(answers.ToDictionary());
        using var client = new HttpClient(handler);
        var file = new DatasetFile(name, [.. answers.Select(answer => answer.Address)], Content.Length, Convert.ToHexStringLower(SHA256.HashData(Content)));
        new HttpDatasetDownloader(client).Download(file, Cache, progress, cancellationToken);
    }

    private sealed class FakeServer(Dictionary<Uri, Func<HttpResponseMessage>> answers) : HttpMessageHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return answers[request.RequestUri!]();
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Send(request, cancellationToken));
    }

    private sealed class Steps : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public void Report(DownloadProgress value) => All.Add(value);
    }
}
