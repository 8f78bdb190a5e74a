using System.Collections.Immutable;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.TestSupport;
using Xunit;

namespace Starling.Algorithms.Tests.Data.Locating;

public sealed class DataLocatorTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_are_looked_in_in_order_and_the_first_complete_one_wins()
    {
        var environment = new FakeEnvironment(_folder.Path, At("variable"));
        var locator = new DataLocator(At("given"), environment);
        Assert.Equal([At("given"), At("variable"), At("work/data"), At("cache")], locator.Folders);

        // Each folder that is looked in earlier takes over; half a data set is none.
        foreach (string folder in new[] { "cache", "work/data", "variable", "given" })
        {
            string train = _folder.Write($"{folder}/optdigits/optdigits.tra", "");
            if (folder != "cache")
                Assert.NotEqual(train, locator.Find(KnownDatasets.OptDigits)[0]);
            string test = _folder.Write($"{folder}/optdigits/optdigits.tes", "");
            Assert.Equal([train, test], locator.Find(KnownDatasets.OptDigits));
        }
    }

    [Fact]
    public void A_folder_that_bears_the_name_of_the_set_counts_itself()
    {
        string path = _folder.Write("here/tinyshakespeare/input.txt", "");
        Assert.Equal([path], Locator(At("here/tinyshakespeare")).Find(KnownDatasets.TinyShakespeare));
        Assert.Throws<StarlingException>(() => Locator(At("here/tinyshakespeare")).Find(KnownDatasets.A9a));
    }

    [Fact]
    public void Unpacked_files_are_taken_for_packed_ones()
    {
        foreach (DatasetFile file in KnownDatasets.Mnist.Files)
            _folder.Write($"here/mnist/{file.Name[..^3]}", "");
        ImmutableArray<string> found = Locator(At("here")).Find(KnownDatasets.Mnist);
        Assert.Equal(At("here/mnist/train-images-idx3-ubyte"), found[0]);
    }

    [Fact]
    public void A_set_that_is_nowhere_is_refused_with_addresses_and_folder()
    {
        StarlingException exception = DataAssert.Refused(
            ErrorCatalog.DataMissing,
            () => Locator(At("given")).Find(KnownDatasets.FashionMnist),
            "fashion-mnist",
            At("given"),
            At("work/data"),
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/train-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
            $"put them into {At("cache/fashion-mnist")}");
        Assert.StartsWith("STAR0201", exception.Line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_set_that_lacks_a_file_is_refused_with_that_file()
    {
        _folder.Write("given/optdigits/optdigits.tra", "");
        StarlingException exception = DataAssert.Refused(
            ErrorCatalog.DataMissing,
            () => Locator(At("given")).Find(KnownDatasets.OptDigits),
            $"incomplete in {At("given/optdigits")}",
            "optdigits.tes and put it into");
        Assert.DoesNotContain("optdigits.tra", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_downloaded_into_the_cache_and_only_there()
    {
        var downloader = new FakeDownloader();
        _folder.Write("cache/optdigits/optdigits.tra", "already there");
        var locator = new DataLocator(At("given"), new FakeEnvironment(_folder.Path), downloader);

        Assert.Equal([At("cache/optdigits/optdigits.tra"), At("cache/optdigits/optdigits.tes")], locator.Find(KnownDatasets.OptDigits));
        locator.Find(KnownDatasets.OptDigits);

        Assert.Equal([At("cache/optdigits/optdigits.tes")], downloader.Fetched);
        Assert.False(Directory.Exists(At("given")));
    }

    [Fact]
    public void Without_a_cache_nothing_is_downloaded()
    {
        var downloader = new FakeDownloader();
        var environment = new FakeEnvironment(_folder.Path) { CacheDirectory = null };
        var locator = new DataLocator(At("given"), environment, downloader);
        DataAssert.Refused(ErrorCatalog.DataMissing, () => locator.Find(KnownDatasets.OptDigits), At("given/optdigits"));
        Assert.Empty(downloader.Fetched);
    }

    [Fact]
    public void Own_files_are_found_as_they_are_or_within_the_folders()
    {
        string path = _folder.Write("given/mine/some.csv", "");
        DataLocator locator = Locator(At("given"));
        Assert.Equal(path, locator.FindFile(path));
        Assert.Equal(path, locator.FindFile("mine/some.csv"));
        DataAssert.Refused(ErrorCatalog.DataMissing, () => locator.FindFile("other.csv"), "other.csv", At("given"));
        DataAssert.Refused(ErrorCatalog.DataMissing, () => locator.FindFile(At("other.csv")), At("other.csv"));
    }

    [Fact]
    public void The_real_cache_is_below_the_folder_of_the_user()
    {
        string? cache = new SystemDataEnvironment().CacheDirectory;
        Assert.True(cache is null || (Path.IsPathRooted(cache) && cache.EndsWith(Path.Combine("starling", "data"), StringComparison.Ordinal)));
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private DataLocator Locator(string directory) => new(directory, new FakeEnvironment(_folder.Path));

    private sealed class FakeDownloader : IDatasetDownloader
    {
        public List<string> Fetched { get; } = [];

        public void Download(DatasetFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
        {
            Directory.CreateDirectory(folder);
            string path = Path.Combine(folder, file.Name);
            File.WriteAllText(path, "fetched");
            Fetched.Add(path);
        }
    }
}
