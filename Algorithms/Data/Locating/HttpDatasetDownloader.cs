using System.Security.Cryptography;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>
/// Fetches over HTTP. A file is written under a temporary name in its folder, checked against size and SHA-256 of its content,
/// and only then renamed; so a file in the cache is complete, and two processes that fetch the same one do not disturb each
/// other.
/// </summary>
/// <param name="client">The client; its timeout bounds the wait for an answer, not the transfer.</param>
public sealed class HttpDatasetDownloader(HttpClient client) : IDatasetDownloader
{
    private const int BufferSize = 1 << 16;

    /// <inheritdoc/>
    public void Download(
        DatasetFile file, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        List<string> failures = [];
        foreach (Uri address in file.Addresses)
        {
            if (TryDownload(file, address, folder, progress, cancellationToken) is not { } failure)
                return;
            failures.Add($"{address} ({failure})");
        }

        throw new StarlingException(ErrorCatalog.DataMissing,
            $"The file {file.Name} could not be fetched from {string.Join(" nor from ", failures)}; fetch it by other means "
            + $"and put it into {folder}.");
    }

    // Null where it worked, else why not.
    private string? TryDownload(
        DatasetFile file, Uri address, string folder, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        string temporary = Path.Combine(folder, $".{file.Name}.{Guid.NewGuid():N}.part");
        try
        {
            Directory.CreateDirectory(folder);
            Fetch(file, address, temporary, progress, cancellationToken);
            if (Check(file, temporary) is { } failure)
                return failure;
            File.Move(temporary, Path.Combine(folder, file.Name), overwrite: true);
            return null;
        }
        catch (Exception exception) when (IsFailure(exception, cancellationToken))
        {
            return exception.Message.TrimEnd('.');
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    // A timeout of the client arrives as a cancellation that nobody asked for.
    private static bool IsFailure(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException or UnauthorizedAccessException or InvalidDataException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private void Fetch(
        DatasetFile file, Uri address, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using HttpResponseMessage response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using Stream source = response.Content.ReadAsStream(cancellationToken);
        using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);

        // Packing never makes a file much longer; what is longer is not the file, and the disk is not filled with it.
        long limit = file.ContentLength + (file.ContentLength / 100) + 4096;
        byte[] buffer = new byte[BufferSize];
        long received = 0;
        progress?.Report(new DownloadProgress(file.Name, 0, response.Content.Headers.ContentLength));
        for (int read = source.Read(buffer); read > 0; read = source.Read(buffer))
        {
            cancellationToken.ThrowIfCancellationRequested();
            received += read;
            if (received > limit)
                throw new InvalidDataException($"the answer is longer than the {file.ContentLength} bytes of the file");
            target.Write(buffer, 0, read);
            progress?.Report(new DownloadProgress(file.Name, received, response.Content.Headers.ContentLength));
        }
    }

    private static string? Check(DatasetFile file, string path)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        try
        {
            using DataFileStream content = DataFileStream.Open(path);
            byte[] buffer = new byte[BufferSize];
            int read;
            while (length <= file.ContentLength && (read = content.Read(buffer.AsSpan())) > 0)
            {
                length += read;
                sha256.AppendData(buffer, 0, read);
            }
        }
        catch (StarlingException exception)
            when (exception.Error == ErrorCatalog.DataCorrupted || exception.Error == ErrorCatalog.DataTruncated)
        {
            return "what came is damaged or cut off";
        }

        if (length > file.ContentLength)
            return $"it has more than {file.ContentLength} bytes";
        if (length < file.ContentLength)
            return $"it has only {length} of {file.ContentLength} bytes";
        string found = Convert.ToHexStringLower(sha256.GetHashAndReset());
        return found == file.ContentSha256 ? null : $"its SHA-256 is {found} and should be {file.ContentSha256}";
    }
}
