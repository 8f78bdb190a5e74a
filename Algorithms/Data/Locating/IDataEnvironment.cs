namespace Starling.Algorithms.Data;

/// <summary>What looking for data needs to know of the process; a seam, so that tests need no real environment.</summary>
public interface IDataEnvironment
{
    /// <summary>The value of an environment variable, or null.</summary>
    string? Variable(string name);

    /// <summary>The folder that <c>./data</c> is relative to.</summary>
    string CurrentDirectory { get; }

    /// <summary>The folder for data that can be fetched again; null where the machine has none.</summary>
    string? CacheDirectory { get; }
}

/// <summary>The environment of this process.</summary>
public sealed class SystemDataEnvironment : IDataEnvironment
{
    /// <inheritdoc/>
    public string CurrentDirectory => Environment.CurrentDirectory;

    /// <summary>
    /// <c>$XDG_CACHE_HOME/starling/data</c> or <c>~/.cache/starling/data</c>; on macOS <c>~/Library/Caches/starling/data</c>, on
    /// Windows <c>%LOCALAPPDATA%\starling\data</c>.
    /// </summary>
    public string? CacheDirectory
    {
        get
        {
            string? root = CacheRoot();
            return root is null ? null : Path.Combine(root, "starling", "data");
        }
    }

    /// <inheritdoc/>
    public string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    private string? CacheRoot()
    {
        if (OperatingSystem.IsWindows())
            return NullIfEmpty(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData));
        if (Variable("XDG_CACHE_HOME") is { Length: > 0 } configured && Path.IsPathRooted(configured))
            return configured;
        string? home = NullIfEmpty(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        if (home is null)
            return null;
        return OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches") : Path.Combine(home, ".cache");
    }

    private static string? NullIfEmpty(string path) => path.Length == 0 ? null : path;
}
