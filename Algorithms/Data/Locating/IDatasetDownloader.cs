namespace Starling.Algorithms.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The name of the file.</param>
/// <param name="Received">The bytes received so far.</param>
/// <param name="Total">The bytes there will be, where the server told.</param>
public readonly record struct DownloadProgress(string File, long Received, long? Total);

/// <summary>Fetches a file of a public data set.</summary>
public interface IDatasetDownloader
{
    /// <summary>
    /// Fetches a file and puts it in place complete and verified, or not at all. Several processes may do so at once.
    /// </summary>
    /// <param name="file">The file: addresses, size and checksum.</param>
    /// <param name="folder">The folder it goes to; made where it does not exist.</param>
    /// <param name="progress">Told now and then how far it is.</param>
    /// <param name="cancellationToken">Stops the download; nothing is left behind.</param>
    /// <exception cref="Errors.StarlingException">
    /// STAR0201: it cannot be had; the message says why, for every address.
    /// </exception>
    void Download(DatasetFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken);
}
