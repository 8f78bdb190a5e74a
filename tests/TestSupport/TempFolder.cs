namespace Starling.TestSupport;

/// <summary>A folder of its own for a test; gone with all its files when it is disposed.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>The folder, empty at first.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("starling-test-").FullName;

    /// <summary>The path of a file or folder in it.</summary>
    /// <param name="name">The name, or a relative path.</param>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and returns its path; folders on the way are made.</summary>
    /// <param name="name">The name, or a relative path.</param>
    /// <param name="content">What is in it.</param>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a text file as UTF-8 and returns its path.</summary>
    /// <param name="name">The name, or a relative path.</param>
    /// <param name="content">What is in it.</param>
    public string Write(string name, string content) => Write(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
