using Starling.Algorithms.Data;

namespace Starling.Cli.Jobs;

/// <summary>Where a command looks for data, and whether it may fetch what is missing.</summary>
internal sealed class DataFolders : IDisposable
{
    private readonly HttpClient? _http;

    private DataFolders(DataLocator locator, HttpClient? http)
    {
        Locator = locator;
        _http = http;
    }

    /// <summary>Finds the files.</summary>
    public DataLocator Locator { get; }

    /// <summary>Prepares to look.</summary>
    /// <param name="folder">The folder that is looked in first; null for the usual places alone.</param>
    /// <param name="downloads">Told how far downloads are; null where nothing may be downloaded.</param>
    public static DataFolders Open(string? folder, IProgress<DownloadProgress>? downloads)
    {
        if (downloads is null)
            return new DataFolders(new DataLocator(folder), null);

        var http = new HttpClient();
        return new DataFolders(
            new DataLocator(folder, downloader: new HttpDatasetDownloader(http), progress: downloads), http);
    }

    /// <summary>Closes connections.</summary>
    public void Dispose() => _http?.Dispose();
}
