using System.Collections.Immutable;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;

namespace Starling.Grains.Security;

/// <summary>
/// Which files of a silo a job may name: those in the allowed folders, wherever links and <c>..</c> lead. Data sets by name are not
/// its concern.
/// </summary>
public sealed class FileRule
{
    private const int MostLinks = 40;

    private readonly ImmutableArray<string>? folders;
    private readonly DataLocator locator;

    /// <summary>Makes the rule.</summary>
    /// <param name="allowedFolders">Full paths; null lets jobs name any file.</param>
    /// <param name="locator">Where relative paths are looked for after the current folder.</param>
    public FileRule(ImmutableArray<string>? allowedFolders, DataLocator locator)
    {
        folders = allowedFolders is { } allowed ? [.. allowed.Select(Resolve)] : null;
        this.locator = locator;
    }

    /// <summary>The files that the options of a part name, by the field that names them.</summary>
    public static IEnumerable<(string Field, string Path)> FilesOf(DataOptions data)
    {
        (string Field, string? Path)[] named = data switch
        {
            CsvDataOptions csv => [("data.path", csv.Path), ("data.testPath", csv.TestPath)],
            LibsvmDataOptions libsvm => [("data.path", libsvm.Path), ("data.testPath", libsvm.TestPath)],
            NpyDataOptions npy =>
            [
                ("data.path", npy.Path), ("data.labels", npy.Labels), ("data.testPath", npy.TestPath), ("data.testLabels", npy.TestLabels),
            ],
            _ => [],
        };
        return named.Where(file => file.Path is not null).Select(file => (file.Field, file.Path!));
    }

    /// <summary>Refuses data whose files lie elsewhere.</summary>
    /// <exception cref="StarlingException">STAR0604.</exception>
    public void Check(DataOptions data)
    {
        if (folders is null)
            return;

        foreach ((string field, string path) in FilesOf(data))
        {
            if (!IsAllowed(path))
            {
                throw new StarlingException(
                    ErrorCatalog.FileNotAllowed, $"{field}: '{path}' is not in a folder that this silo may open.");
            }
        }
    }

    /// <summary>Where a path leads once every link on the way is followed.</summary>
    private static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        for (int links = 0; links < MostLinks; links++)
        {
            string? changed = FollowFirstLink(full);
            if (changed is null)
                return Path.TrimEndingDirectorySeparator(full);

            full = changed;
        }

        // Links in a circle lead nowhere, so into no folder.
        return "";
    }

    /// <summary>The path with the first link in it replaced by what it points to; null where there is none.</summary>
    private static string? FollowFirstLink(string full)
    {
        string root = Path.GetPathRoot(full)!;
        string[] parts = full[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        string prefix = root;
        for (int i = 0; i < parts.Length; i++)
        {
            string parent = prefix;
            prefix = Path.Combine(prefix, parts[i]);
            if (new FileInfo(prefix).LinkTarget is { } target)
                return Path.GetFullPath(Path.Combine([target, .. parts[(i + 1)..]]), parent);
        }

        return null;
    }

    private bool IsAllowed(string path)
    {
        // A relative path is opened at the first root where it is there; where it is nowhere, it must be allowed to be somewhere.
        string[] candidates = Path.IsPathFullyQualified(path) ? [path] : [Path.GetFullPath(path), .. locator.Folders.Select(folder => Path.Combine(folder, path))];
        return candidates.FirstOrDefault(File.Exists) is { } first ? IsInside(first) : candidates.Any(IsInside);
    }

    private bool IsInside(string path)
    {
        string real = Resolve(path);
        return real.Length > 0 && folders!.Value.Any(folder =>
            folder.Length > 0
            && real.StartsWith(folder, StringComparison.Ordinal)
            && (Path.EndsInDirectorySeparator(folder) || (real.Length > folder.Length && real[folder.Length] == Path.DirectorySeparatorChar)));
    }
}
