using System.Globalization;
using Starling.Algorithms.Errors;

namespace Starling.Client.Results.Comparing;

/// <summary>What runs are called, so that no two are called the same.</summary>
internal static class RunLabels
{
    /// <summary>Names the runs: as a person said; else by their jobs, by their folders, by their places, whatever tells them apart.</summary>
    /// <exception cref="StarlingException">STAR0111: not a label a run, or two the same.</exception>
    public static IReadOnlyList<ComparedRun> Name(IReadOnlyList<ComparedRun> runs, IReadOnlyList<string>? given)
    {
        string[] labels = given is { Count: > 0 } ? Checked(given, runs.Count) : Found(runs);
        return [.. runs.Zip(labels, (run, label) => run with { Label = label })];
    }

    private static string[] Checked(IReadOnlyList<string> given, int runs)
    {
        string[] labels = [.. given.Select(label => label.Trim())];
        if (labels.Length != runs)
        {
            throw new StarlingException(ErrorCatalog.BadCommandLine, string.Create(CultureInfo.InvariantCulture,
                $"There are {labels.Length} labels for {runs} runs; give one for each, with commas between them: --labels A,B."));
        }

        if (Array.Exists(labels, label => label.Length == 0) || !AreApart(labels))
            throw new StarlingException(ErrorCatalog.BadCommandLine, "Labels tell runs apart: none can be empty, and no two the same.");
        return labels;
    }

    private static string[] Found(IReadOnlyList<ComparedRun> runs)
    {
        string[] names = [.. runs.Select(run => run.Result.Name)];
        if (AreApart(names))
            return names;
        string[] folders = [.. runs.Select(run => Path.GetFileName(Path.TrimEndingDirectorySeparator(run.Folder)))];
        return AreApart(folders) ? folders : [.. names.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{name} ({i + 1})"))];
    }

    private static bool AreApart(string[] labels) => labels.Distinct(StringComparer.Ordinal).Count() == labels.Length;
}
