using System.Diagnostics.CodeAnalysis;
using System.Text;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Runs;

namespace Starling.Client.Jobs;

/// <summary>
/// Job files: YAML or JSON with the fields of <see cref="JobDefinition"/>. A mistake is never an exception but an issue with
/// its line, its field and what would be valid; all of a file's mistakes are found at once.
/// </summary>
public static class JobFile
{
    /// <summary>The field by which a JSON file tells editors its schema; a job has no such field.</summary>
    internal const string SchemaField = "$schema";

    /// <summary>Reads a job file.</summary>
    /// <param name="path">The file; JSON where its name ends in <c>.json</c>.</param>
    /// <param name="overrides">Fields set on the command line, each <c>path.to.field=value</c>; later ones win.</param>
    public static JobFileResult Read(string path, params IEnumerable<string> overrides)
    {
        string text;
        try
        {
            text = File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            return Failed(new LocatedIssue(ErrorCatalog.JobFileSyntax, string.Empty, "The file is not UTF-8 text.", new OptionsMark(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string message = exception is FileNotFoundException or DirectoryNotFoundException
                ? "There is no such file."
                : $"The file cannot be read: {exception.Message}";
            return Failed(new LocatedIssue(ErrorCatalog.JobFileMissing, string.Empty, message, new OptionsMark(path)));
        }

        return Parse(text, path, overrides);
    }

    /// <summary>Reads the text of a job file.</summary>
    /// <param name="text">YAML, or JSON.</param>
    /// <param name="fileName">What to call it in messages; JSON where it ends in <c>.json</c>; the job's name by default.</param>
    /// <param name="overrides">Fields set on the command line, each <c>path.to.field=value</c>; later ones win.</param>
    public static JobFileResult Parse(string text, string fileName, params IEnumerable<string> overrides)
    {
        if (!TryRead(text, fileName, out OptionsNode? root, out LocatedIssue? issue))
            return Failed(issue);

        if (root is not OptionsMap job)
        {
            return Failed(new LocatedIssue(
                ErrorCatalog.WrongType, string.Empty, "A job file is a map of fields: name, algorithm, model, data, ...", root.Mark));
        }

        job = job with { Fields = job.Fields.RemoveAll(field => field.Name == SchemaField) };
        var issues = new List<LocatedIssue>();
        foreach (string assignment in overrides)
        {
            if (JobOverride.TryApply(job, assignment, out OptionsMap? changed, out LocatedIssue? bad))
                job = changed;
            else
                issues.Add(bad);
        }

        if (job.Find("name") is not { Value: not OptionsScalar { IsNull: true } })
        {
            var name = new OptionsScalar(JobNames.FromFile(fileName), Quoted: true, job.Mark);
            job = job.With(new OptionsField("name", name, job.Mark));
        }

        OptionsBinding<JobDefinition> binding = OptionsBinder.Bind<JobDefinition>(job, RunParts.Tables);
        issues.AddRange(binding.Issues);
        issues = [.. issues.OrderBy(found => found.Mark.Line == 0).ThenBy(found => found.Mark.Line).ThenBy(found => found.Mark.Column)];
        return new JobFileResult(job, issues.Count == 0 ? binding.Value : null, issues);
    }

    private static bool TryRead(
        string text, string fileName, [NotNullWhen(true)] out OptionsNode? root, [NotNullWhen(false)] out LocatedIssue? issue)
    {
        bool isJson = fileName.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

        // JSON may also stand in a file of another name. What begins like JSON and is not may still be YAML in flow style.
        if (isJson || text.AsSpan().TrimStart().StartsWith("{"))
        {
            if (OptionsJson.TryRead(text, fileName, out root, out issue) || isJson)
                return root is not null;
        }

        return OptionsYaml.TryRead(text, (line, column) => new OptionsMark(fileName, line, column), out root, out issue);
    }

    private static JobFileResult Failed(LocatedIssue issue) => new(new OptionsMap([]), definition: null, [issue]);
}
