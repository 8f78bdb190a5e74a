using System.Globalization;
using System.Text;

namespace Starling.Client.Results;

/// <summary>A folder that holds what one run left behind.</summary>
public sealed class ResultFolder
{
    private ResultFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary><c>result.json</c>: how it ended, the resolved job, final metrics, totals.</summary>
    public string Result => File("result.json");

    /// <summary><c>metrics.csv</c>: a row per evaluation.</summary>
    public string Metrics => File("metrics.csv");

    /// <summary><c>events.jsonl</c>: a line per event.</summary>
    public string Events => File("events.jsonl");

    /// <summary><c>model.safetensors</c>: the final vectors by name.</summary>
    public string Model => File("model.safetensors");

    /// <summary><c>report.html</c>: all of it on one page.</summary>
    public string Report => File("report.html");

    /// <summary><c>log.txt</c>: warnings and errors of the cluster; there only if there were any.</summary>
    public string Log => File("log.txt");

    /// <summary>
    /// Makes <c>runs/NAME-yyyyMMdd-HHmmss</c> under <paramref name="parent"/>; where that is taken, with <c>-2</c>, <c>-3</c>,
    /// ... behind it.
    /// </summary>
    /// <param name="parent">The folder that holds <c>runs</c>.</param>
    /// <param name="jobName">The job's name; characters that a path cannot hold become a dash.</param>
    /// <param name="now">The local time to name it by.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0402: it cannot be made.</exception>
    public static ResultFolder CreateDefault(string parent, string jobName, DateTimeOffset now)
    {
        string stamp = now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        return CreateFresh(System.IO.Path.Combine(parent, "runs", $"{SafeName(jobName)}-{stamp}"));
    }

    /// <summary>
    /// Takes the folder that a person named, made where it is not there. Results of an earlier run in it are removed, so that
    /// what it holds afterwards is of one run; other files stay.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0402: it cannot be made or written.</exception>
    public static ResultFolder Create(string path)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(path);
        try
        {
            Directory.CreateDirectory(full);
            ResultFolder folder = Claim(full);
            foreach (string earlier in (string[])[folder.Result, folder.Metrics, folder.Events, folder.Model, folder.Report, folder.Log])
                System.IO.File.Delete(earlier);

            return folder;
        }
        catch (Exception exception) when (ResultFile.IsDiskTrouble(exception))
        {
            throw ResultFile.NotWritable(full, exception);
        }
    }

    /// <summary>Removes the folder where nothing was written into it: the run ended before it began.</summary>
    public void RemoveIfEmpty()
    {
        try
        {
            Directory.Delete(Path, recursive: false);
        }
        catch (Exception exception) when (ResultFile.IsDiskTrouble(exception))
        {
            // It holds something, or somebody else removed it: both are fine.
        }
    }

    private static ResultFolder CreateFresh(string wanted)
    {
        try
        {
            string path = wanted;
            for (int number = 2; System.IO.Path.Exists(path); number++)
                path = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{number}");

            Directory.CreateDirectory(path);
            return Claim(path);
        }
        catch (Exception exception) when (ResultFile.IsDiskTrouble(exception))
        {
            throw ResultFile.NotWritable(wanted, exception);
        }
    }

    // A run of an hour should not find out at its end that it may not write.
    private static ResultFolder Claim(string path)
    {
        string probe = System.IO.Path.Combine(path, ".starling");
        System.IO.File.WriteAllBytes(probe, []);
        System.IO.File.Delete(probe);
        return new ResultFolder(path);
    }

    private static string SafeName(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (char character in name)
            safe.Append(char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' ? character : '-');

        string trimmed = safe.ToString().Trim('.', '-');
        return trimmed.Length == 0 ? "job" : trimmed[..Math.Min(trimmed.Length, 80)];
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
