using System.Globalization;
using System.Text.RegularExpressions;
using Starling.Algorithms.Errors;

namespace Starling.Cli.Comparing;

/// <summary>Finds the folder of a run that somebody typed.</summary>
internal static partial class RunPlaces
{
    private const int StampLength = 15;

    /// <summary>
    /// The folder: as a path; else the one of that name under <c>runs</c>; else the newest <c>runs/NAME-TIME</c>, as <c>run</c> names its folders.
    /// </summary>
    /// <param name="directory">Where one stands.</param>
    /// <param name="typed">What was typed.</param>
    /// <exception cref="StarlingException">STAR0413: there is no such folder. STAR0111: it is empty.</exception>
    public static string Find(string directory, string typed)
    {
        if (typed.Length == 0)
            throw new StarlingException(ErrorCatalog.BadCommandLine, "A run is empty; name a result folder, or a run under runs.");
        string path = Path.GetFullPath(typed, directory);
        if (Directory.Exists(path))
            return path;

        string runs = Path.Combine(directory, "runs");
        bool isName = typed.AsSpan().IndexOfAny('/', '\\') < 0 && Directory.Exists(runs);
        string named = Path.Combine(runs, typed);
        if (isName && Directory.Exists(named))
            return named;
        string? newest = !isName ? null : Directory.EnumerateDirectories(runs).Where(folder => IsRunOf(typed, Path.GetFileName(folder)))
            .MaxBy(folder => Age(typed, Path.GetFileName(folder)));
        return newest ?? throw new StarlingException(
            ErrorCatalog.ResultsMissing, $"There is no folder {typed}, and no run of that name in runs; name the folder that `starling run` or `starling result` wrote.");
    }

    private static bool IsRunOf(string name, string folder) =>
        folder.StartsWith(name, StringComparison.Ordinal) && Stamp().IsMatch(folder.AsSpan(name.Length));

    // By its time, and of one second by its number.
    private static (string Time, int Number) Age(string name, string folder)
    {
        string stamp = folder[(name.Length + 1)..];
        return (stamp[..StampLength], stamp.Length > StampLength && int.TryParse(stamp.AsSpan(StampLength + 1), CultureInfo.InvariantCulture, out int number) ? number : 1);
    }

    [GeneratedRegex(@"^-\d{8}-\d{6}(-\d+)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Stamp();
}
