namespace Starling.TestSupport;

/// <summary>Files of the repository that a test compares with the code.</summary>
public static class Repository
{
    /// <summary>The folder with <c>cluster.sln</c>, above the test program.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The path of a file, from names below the root.</summary>
    public static string PathOf(params string[] names) => Path.Combine([Root, .. names]);

    private static string FindRoot(string folder) => File.Exists(Path.Combine(folder, "cluster.sln"))
        ? folder
        : FindRoot(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("cluster.sln is in no folder above the tests."));
}
