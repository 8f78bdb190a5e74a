namespace Starling.TestSupport;

/// <summary>Finds the Python of this machine.</summary>
public static class PythonFinder
{
    /// <summary>The path of <c>python3</c>; null where there is none.</summary>
    public static string? Find() => Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "python3")).FirstOrDefault(File.Exists);
}
