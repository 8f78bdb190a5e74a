using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Starling.Client.Http;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>
/// Which jobs a page holds. The cursor is the last job of the page before, with what it was sorted by: jobs that come or go between two
/// pages neither repeat nor hide others.
/// </summary>
internal sealed class JobQuery
{
    private static readonly string[] Sorts = ["submitted", "name", "phase", "round"];

    private ImmutableHashSet<JobPhase>? phases;
    private string? submitter;
    private string? name;
    private string sort = "submitted";
    private bool descending = true;
    private int limit;
    private (string Key, string JobId)? after;

    /// <summary>Reads a query.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0901: a value is not valid.</exception>
    public static JobQuery Parse(string? phase, string? submitter, string? name, string? sort, string? limit, string? cursor)
    {
        string order = sort ?? "-submitted";
        string field = order.TrimStart('-');
        if (!Sorts.Contains(field, StringComparer.Ordinal) || order.Length - field.Length > 1)
            throw ApiCaller.Invalid($"'sort' is '{sort}'; it must be {string.Join(", ", Sorts)}, or one of them with a minus before it.");

        return new JobQuery
        {
            phases = phase is null ? null : [.. phase.Split(',').Select(PhaseOf)],
            submitter = submitter,
            name = name,
            sort = field,
            descending = order.StartsWith('-'),
            limit = Paging.Limit(limit),
            after = cursor is null ? null : ReadCursor(cursor),
        };
    }

    /// <summary>The page.</summary>
    public JobPage Select(IEnumerable<JobTicket> jobs)
    {
        IEnumerable<(string Key, JobTicket Job)> wanted = jobs.Where(Matches).Select(job => (KeyOf(job), job));
        Comparison<(string, string)> compare = (a, b) =>
        {
            int order = string.CompareOrdinal(a.Item1, b.Item1);
            order = order != 0 ? order : string.CompareOrdinal(a.Item2, b.Item2);
            return descending ? -order : order;
        };
        (string Key, JobTicket Job)[] rest =
        [
            .. wanted.Where(item => after is not { } last || compare((item.Key, item.Job.JobId), last) > 0)
                .Order(Comparer<(string Key, JobTicket Job)>.Create((a, b) => compare((a.Key, a.Job.JobId), (b.Key, b.Job.JobId)))),
        ];
        ImmutableArray<JobTicket> items = [.. rest.Take(limit).Select(item => item.Job)];
        return new JobPage { Items = items, Next = rest.Length > limit ? WriteCursor(rest[limit - 1].Key, items[^1].JobId) : null };
    }

    private static JobPhase PhaseOf(string text) =>
        Enum.TryParse(text.Trim(), ignoreCase: true, out JobPhase phase) && Enum.IsDefined(phase) && !char.IsAsciiDigit(text.Trim()[0])
            ? phase
            : throw ApiCaller.Invalid($"'phase' has '{text.Trim()}'; it must be {string.Join(", ", Enum.GetNames<JobPhase>().Select(known => known.ToLowerInvariant()))}.");

    private static string WriteCursor(string key, string jobId) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{key}\n{jobId}"));

    private static (string Key, string JobId) ReadCursor(string cursor)
    {
        try
        {
            string[] parts = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(cursor)).Split('\n');
            if (parts.Length == 2)
                return (parts[0], parts[1]);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // Said below.
        }

        throw ApiCaller.Invalid($"'cursor' is '{cursor}'; it must be `next` of the page before.");
    }

    private bool Matches(JobTicket job) =>
        (phases is null || phases.Contains(job.Phase))
        && (submitter is null || job.Submitter == submitter)
        && (name is null || job.Name.Contains(name, StringComparison.OrdinalIgnoreCase));

    // Texts that sort as the values do.
    private string KeyOf(JobTicket job) => sort switch
    {
        "name" => job.Name,
        "phase" => job.Phase.ToString(),
        "round" => job.Round.ToString("D10", CultureInfo.InvariantCulture),
        _ => job.Submitted.UtcTicks.ToString("D20", CultureInfo.InvariantCulture),
    };
}
