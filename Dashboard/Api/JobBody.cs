using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Client.Http;
using Starling.Client.Jobs;

namespace Starling.Dashboard.Api;

/// <summary>
/// Reads the job file in the body of a request. Beyond the file, what only data can tell is tried where the data are generated and few:
/// the server opens no file because a request names it, and spends no long time on one.
/// </summary>
internal sealed class JobBody : IDisposable
{
    private const double MostNumbers = 5e6;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    // What tries a job needs memory: two at a time.
    private readonly SemaphoreSlim trying = new(2);

    /// <summary>The media types that are read.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } = ["application/json", "application/yaml", "text/yaml", "application/x-yaml"];

    /// <summary>Reads and checks the job.</summary>
    /// <exception cref="StarlingException">STAR0904: another type; STAR0102: no UTF-8.</exception>
    public async Task<(JobFileResult File, ImmutableArray<ApiMistake> Mistakes)> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        string name = FileName(context.Request);
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, cancellationToken);
        string text;
        try
        {
            text = Utf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (DecoderFallbackException exception)
        {
            throw new StarlingException(ErrorCatalog.JobFileSyntax, "The body is not UTF-8 text.", exception);
        }

        JobFileResult file = JobFile.Parse(text, name);
        if (file.Definition is not { } definition || !IsSmall(definition))
            return (file, [.. file.Issues.Select(Mistake)]);

        await trying.WaitAsync(cancellationToken);
        try
        {
            IReadOnlyList<LocatedIssue> issues = await Task.Run(() => JobPreflight.Check(file, new DataLocator(null)), cancellationToken);
            return (file, [.. issues.Select(Mistake)]);
        }
        finally
        {
            trying.Release();
        }
    }

    public void Dispose() => trying.Dispose();

    private static string FileName(HttpRequest request)
    {
        string? type = MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? parsed) ? parsed.MediaType.Value : null;
        if (type is null || !MediaTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            throw new StarlingException(ErrorCatalog.MediaTypeUnsupported, string.IsNullOrEmpty(request.ContentType)
                ? "The body has no Content-Type."
                : $"A body of type '{request.ContentType}' is not read here.");
        }

        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase) ? "job.json" : "job.yaml";
    }

    private static bool IsSmall(JobDefinition definition)
    {
        if (definition.Problem is not null || definition.Data is not SyntheticDataOptions data)
            return false;

        double samples = Math.Exp(data.SizeLogMean + (data.SizeLogDeviation * data.SizeLogDeviation / 2)) + data.SizeMinimum;
        return definition.Workers.Count * samples * data.Features < MostNumbers && (double)data.Features * data.Classes < MostNumbers;
    }

    private static ApiMistake Mistake(LocatedIssue issue) => new()
    {
        Code = issue.Error.Code,
        Path = issue.Path,
        Line = issue.Mark.Line == 0 ? null : issue.Mark.Line,
        Column = issue.Mark.Column == 0 ? null : issue.Mark.Column,
        Message = issue.Message,
    };
}
