using Starling.Algorithms.Errors;

namespace Starling.Client.Results;

/// <summary>
/// Writes a file whole or not at all: into a temporary name beside it, then renamed. A reader never sees half a file, and a
/// failure leaves what was there before.
/// </summary>
public static class ResultFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">The path; a file that stands there is replaced.</param>
    /// <param name="write">Writes the contents.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    /// <exception cref="StarlingException">STAR0402: the folder cannot be written, or the disk is full.</exception>
    public static async Task WriteAsync(
        string path, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken = default)
    {
        string temporary = path + ".part";
        try
        {
            var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: false);
            await using (stream)
            {
                await write(stream, cancellationToken);
                await stream.FlushAsync(cancellationToken);
                // The rename must not reach the disk before the contents do.
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception)
        {
            TryDelete(temporary);
            if (IsDiskTrouble(exception))
                throw NotWritable(path, exception);

            throw;
        }
    }

    /// <summary>Whether an exception says that a file could not be written.</summary>
    internal static bool IsDiskTrouble(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or NotSupportedException;

    /// <summary>The refusal that names the path and the system's reason.</summary>
    internal static StarlingException NotWritable(string path, Exception cause) =>
        new(ErrorCatalog.OutputNotWritable, $"{path} cannot be written: {Sentence(cause.Message)}", cause);

    private static string Sentence(string text) => text.EndsWith('.') ? text : text + ".";

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (IsDiskTrouble(exception))
        {
            // The first failure is the one to report.
        }
    }
}
