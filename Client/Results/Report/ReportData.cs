using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Starling.GrainInterfaces;

namespace Starling.Client.Results.Report;

/// <summary>What <c>report.html</c> shows: the one block of JSON that its script reads.</summary>
internal sealed record ReportData
{
    /// <summary>More workers than this make a page slow; the table then holds these first ones and says so.</summary>
    public const int MaximumWorkers = 2000;

    /// <summary>More points than this are more than a curve has pixels.</summary>
    public const int MaximumPoints = 1500;

    /// <summary>What <c>result.json</c> says.</summary>
    public required ResultDocument Result { get; init; }

    /// <summary>Rounds committed.</summary>
    public int Round { get; init; }

    /// <summary>Rounds planned, 0 where another criterion stops the job.</summary>
    public int PlannedRounds { get; init; }

    /// <summary>The evaluations, thinned evenly where they are many; the first and the last are always there.</summary>
    public required IReadOnlyList<MetricRow> Metrics { get; init; }

    /// <summary>How many evaluations there were.</summary>
    public int MetricCount { get; init; }

    /// <summary>The workers.</summary>
    public required IReadOnlyList<WorkerSummary> Workers { get; init; }

    /// <summary>How many workers there were.</summary>
    public int WorkerCount { get; init; }

    /// <summary>The events that the page lists.</summary>
    public required IReadOnlyList<JobEvent> Events { get; init; }

    /// <summary>How many events of every kind there were.</summary>
    public required IReadOnlyDictionary<string, long> EventCounts { get; init; }

    /// <summary>How the rule treated the workers, where it tells updates apart.</summary>
    public IReadOnlyList<TreatmentDigest.Column> Treatment { get; init; } = [];

    /// <summary>What the nodes and edges of a decentralized job did.</summary>
    [JsonIgnore]
    public NetworkActivity? Network { get; init; }

    /// <summary>Gathers what the page shows.</summary>
    public static ReportData From(
        ResultDocument result, JobStatus status, IReadOnlyList<MetricRow> rows, ImmutableArray<WorkerSummary> workers,
        EventDigest events, TreatmentDigest treatment) => new()
        {
            Treatment = treatment.Columns,
            Network = events.Kept.LastOrDefault(happened => happened.Activity is not null)?.Activity,
            Result = result,
            Round = status.Round,
            PlannedRounds = status.PlannedRounds,
            Metrics = Thin(rows, MaximumPoints),
            MetricCount = rows.Count,
            Workers = workers.Length <= MaximumWorkers ? workers : workers[..MaximumWorkers],
            WorkerCount = workers.Length,
            Events = [.. events.Kept.Select(happened => happened with { Activity = null })],
            EventCounts = events.Counts,
        };

    /// <summary>Writes the page.</summary>
    public async Task WritePageAsync(Stream destination, CancellationToken cancellationToken)
    {
        var writer = new StreamWriter(destination, leaveOpen: true);
        await using (writer)
            await writer.WriteAsync(ReportPage.Render(this).AsMemory(), cancellationToken);
    }

    /// <summary>Evenly chosen items, the first and the last among them.</summary>
    internal static IReadOnlyList<T> Thin<T>(IReadOnlyList<T> items, int maximum)
    {
        if (items.Count <= maximum)
            return items;

        var thin = new T[maximum];
        for (int i = 0; i < maximum; i++)
            thin[i] = items[(int)((long)i * (items.Count - 1) / (maximum - 1))];
        return thin;
    }
}
