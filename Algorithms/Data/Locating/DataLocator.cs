using System.Collections.Immutable;
using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Data;

/// <summary>
/// Finds the files of a data set. It looks in the folder given (<c>--data</c>), in that of <c>STARLING_DATA</c>, in
/// <c>./data</c> and in the user's cache, in this order, each time in the subfolder with the name of the data set. A folder that
/// itself bears that name counts too. A public data set that is nowhere is fetched into the cache when a downloader was given.
/// </summary>
/// <remarks>Safe for several threads; a set is downloaded once.</remarks>
public sealed class DataLocator
{
    /// <summary>The environment variable that names a folder of data sets.</summary>
    public const string VariableName = "STARLING_DATA";

    private readonly Lock _downloading = new();
    private readonly IDatasetDownloader? _downloader;
    private readonly IProgress<DownloadProgress>? _progress;
    private readonly string? _cache;

    /// <summary>Makes a locator.</summary>
    /// <param name="directory">The folder that is looked in first; null where none was named.</param>
    /// <param name="environment">The environment; null means that of this process.</param>
    /// <param name="downloader">Fetches what is missing; null never touches the network.</param>
    /// <param name="progress">Told how far downloads are.</param>
    public DataLocator(
        string? directory = null,
        IDataEnvironment? environment = null,
        IDatasetDownloader? downloader = null,
        IProgress<DownloadProgress>? progress = null)
    {
        environment ??= new SystemDataEnvironment();
        _downloader = downloader;
        _progress = progress;
        _cache = environment.CacheDirectory;

        string?[] folders =
        [
            directory,
            environment.Variable(VariableName),
            Path.Combine(environment.CurrentDirectory, "data"),
            _cache,
        ];
        Folders = [.. folders.Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.GetFullPath(folder!, environment.CurrentDirectory))
            .Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The folders that are looked in, in order.</summary>
    public ImmutableArray<string> Folders { get; }

    /// <summary>Finds all files of a public data set, in one folder.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <returns>The paths, in the order of <see cref="KnownDataset.Files"/>.</returns>
    /// <exception cref="StarlingException">
    /// STAR0201: they are nowhere; the message says where to get them and where to put them.
    /// </exception>
    public ImmutableArray<string> Find(KnownDataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (TryFind(dataset) is { } found)
            return found;
        if (_downloader is null || _cache is null)
            throw Missing(dataset);

        lock (_downloading)
        {
            if (TryFind(dataset) is { } fetched)
                return fetched;
            string folder = Path.Combine(_cache, dataset.Name);
            foreach (DatasetFile file in dataset.Files.Where(file => PathIn(folder, file) is null))
                _downloader.Download(file, folder, _progress, cancellationToken);
            return TryFind(dataset) ?? throw Missing(dataset);
        }
    }

    /// <summary>
    /// Turns the path of a job file into one that exists: as it is (absolute, or relative to the current folder), else within the
    /// folders that are looked in.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <exception cref="StarlingException">STAR0201: there is no such file.</exception>
    public string FindFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
            return path;
        if (!Path.IsPathRooted(path))
        {
            foreach (string folder in Folders)
            {
                string candidate = Path.Combine(folder, path);
                if (File.Exists(candidate))
                    return candidate;
            }
        }

        string where = Path.IsPathRooted(path)
            ? string.Empty
            : $", neither in the current folder nor in {string.Join(", ", Folders)}";
        throw new StarlingException(ErrorCatalog.DataMissing, $"The data file {path} does not exist{where}; check the path.");
    }

    private ImmutableArray<string>? TryFind(KnownDataset dataset)
    {
        foreach (string folder in CandidateFolders(dataset))
        {
            string?[] paths = [.. dataset.Files.Select(file => PathIn(folder, file))];
            if (Array.TrueForAll(paths, path => path is not null))
                return [.. paths!];
        }

        return null;
    }

    // The files of different sets may have the same names, so a folder is searched directly only if it bears the set's name.
    private IEnumerable<string> CandidateFolders(KnownDataset dataset)
    {
        foreach (string folder in Folders)
        {
            yield return Path.Combine(folder, dataset.Name);
            if (Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) == dataset.Name)
                yield return folder;
        }
    }

    private static string? PathIn(string folder, DatasetFile file) =>
        file.AcceptedNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private StarlingException Missing(KnownDataset dataset)
    {
        string? partial = CandidateFolders(dataset)
            .FirstOrDefault(folder => dataset.Files.Any(file => PathIn(folder, file) is not null));
        DatasetFile[] lacking = [.. dataset.Files.Where(file => partial is null || PathIn(partial, file) is null)];
        string target = partial ?? Path.Combine(_cache ?? Folders[0], dataset.Name);
        string found = partial is null
            ? $"was not found in {string.Join(", ", Folders)}"
            : $"is incomplete in {partial}";
        string them = lacking.Length == 1 ? "it" : "them";
        string addresses = string.Join(", ", lacking.Select(file => file.Addresses[0]));
        return new StarlingException(ErrorCatalog.DataMissing,
            $"The data set {dataset.Name} {found}; fetch {addresses} and put {them} into {target}.");
    }
}
