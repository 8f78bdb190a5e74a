using Starling.Algorithms.Errors;
using Starling.Client.Results;

namespace Starling.Cli.Aggregating;

/// <summary>The file that a result will be written to, looked at before anything is computed for it.</summary>
internal static class OutputFile
{
    /// <summary>What <see cref="ResultFile"/> writes to before it renames.</summary>
    private const string Temporary = ".part";

    /// <summary>Makes sure that the file can be written, and is none of those that are read.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="inputs">Files that are read.</param>
    /// <exception cref="StarlingException">STAR0402, STAR0108.</exception>
    public static void Check(string path, params IEnumerable<string> inputs)
    {
        if (Directory.Exists(path))
            throw NotWritable(path, "it is a folder; name a file in it.");
        if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder))
            throw NotWritable(path, "its folder does not exist; make the folder first.");

        string probe = path + Temporary;
        foreach (string input in inputs)
        {
            if (IsSame(input, path) || IsSame(input, probe))
            {
                throw new StarlingException(ErrorCatalog.ImpossibleCombination,
                    $"{path} is read and would be overwritten by the result; choose another --output.");
            }
        }

        // An hour of work should not find out at its end that it may not write.
        try
        {
            using (new FileStream(probe, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
            }

            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw NotWritable(path, exception.Message.TrimEnd('.') + "; choose another --output.", exception);
        }
    }

    private static StarlingException NotWritable(string path, string why, Exception? cause = null) =>
        new(ErrorCatalog.OutputNotWritable, $"{path} cannot be written: {why}", cause);

    private static bool IsSame(string one, string other) => string.Equals(
        Target(one), Target(other),
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>The path without links, of its folders and of itself.</summary>
    private static string Target(string path)
    {
        string full = Path.GetFullPath(path);
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;

        string straight = Path.Combine(Target(folder), Path.GetFileName(full));
        try
        {
            return File.ResolveLinkTarget(straight, returnFinalTarget: true)?.FullName ?? straight;
        }
        catch (IOException)
        {
            // Nothing is there, or a link in a circle.
            return straight;
        }
    }
}
