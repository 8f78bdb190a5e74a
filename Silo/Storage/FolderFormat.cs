using Orleans.Serialization;
using Starling.Algorithms.Errors;

namespace Starling.Silo.Storage;

/// <summary>
/// Which serializer the states in a folder are written by: a file <c>format</c> in it says so. A silo built with another engine
/// would read none of them and fail at each; it is told once instead, before it starts.
/// </summary>
internal static class FolderFormat
{
    /// <summary>The serializer of this process.</summary>
    internal static string Own { get; } = typeof(Serializer).Assembly.GetName().Name!;

    /// <summary>Makes the folder where it is not there, and checks who wrote into it.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="StarlingException">STAR0706: its states are of another serializer. STAR0409: it cannot be used.</exception>
    public static void Claim(string folder)
    {
        string path = Path.Combine(folder, "format");
        try
        {
            Directory.CreateDirectory(folder);
            if (!File.Exists(path))
            {
                // Of several silos that start at once each writes the same.
                string temporary = $"{path}.{Environment.ProcessId}.tmp";
                File.WriteAllText(temporary, Own + "\n");
                File.Move(temporary, path, overwrite: true);
            }

            string written = File.ReadAllText(path).Trim();
            if (written != Own)
                throw new StarlingException(ErrorCatalog.StorageFormat, $"The states in {folder} were written by {written}; this silo is built with {Own}.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StarlingException(ErrorCatalog.StorageUnavailable, $"The folder {folder} cannot be used: {exception.Message}", exception);
        }
    }
}
