using System.Text.RegularExpressions;

namespace Starling.Client.Jobs;

/// <summary>Names of jobs: they become names of folders, on any file system.</summary>
public static partial class JobNames
{
    /// <summary>The regular expression of a valid name.</summary>
    public const string Pattern = @"^[A-Za-z0-9_][A-Za-z0-9_.\-]{0,63}$";

    /// <summary>The same in words.</summary>
    public const string Rule = "1 to 64 letters, digits, '-', '_' or '.', with a letter, digit or '_' at the beginning";

    private const int Longest = 64;

    /// <summary>A valid name for a job whose file gives none.</summary>
    /// <param name="fileName">The path or name of the file.</param>
    public static string FromFile(string fileName)
    {
        string name = Invalid().Replace(Path.GetFileNameWithoutExtension(fileName), "-").TrimStart('.', '-');
        return name.Length == 0 ? "job" : name[..Math.Min(name.Length, Longest)];
    }

    [GeneratedRegex(@"[^A-Za-z0-9_.\-]+", RegexOptions.None, 1000)]
    private static partial Regex Invalid();
}
