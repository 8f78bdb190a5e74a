using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Starling.Algorithms.Errors;
using Starling.Client.Results.Report;
using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>What a job left, as typed objects and as the files of a result folder, of any client.</summary>
public static class JobResults
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>The contents of <c>result.json</c>; of a job that has not ended, what they are so far.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StarlingException">STAR0401: no such job.</exception>
    public static async Task<ResultDocument> GetResultAsync(this IStarlingClient client, string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        JobStatus status = await client.GetStatusAsync(jobId, cancellationToken);
        JobSpec spec = await client.GetSpecAsync(jobId, cancellationToken);
        return ResultDocument.From(spec, status, await client.GetWorkersAsync(jobId, cancellationToken));
    }

    /// <summary>The rows of <c>metrics.csv</c>, up to the newest evaluation at this moment.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StarlingException">STAR0401: no such job.</exception>
    public static async Task<IReadOnlyList<MetricRow>> GetMetricsAsync(this IStarlingClient client, string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        JobStatus status = await client.GetStatusAsync(jobId, cancellationToken);
        var history = new MetricHistory();
        if (status.Latest is not { } latest)
            return history.Rows;

        bool hasEnded = status.Phase.HasEnded();
        await foreach (JobEvent item in client.WatchAsync(jobId, 0, cancellationToken))
        {
            history.Add(item);
            // What comes after it happened after the question.
            if (!hasEnded && item.Metrics is { } row && row.Round >= latest.Round && row.Seconds >= latest.Seconds)
                break;
        }

        return history.Rows;
    }

    /// <summary>Waits until a job has ended, and gives the contents of <c>result.json</c>.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="cancellationToken">Stops waiting; the job runs on.</param>
    /// <exception cref="StarlingException">STAR0401: no such job.</exception>
    public static async Task<ResultDocument> WaitAsync(this IStarlingClient client, string jobId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        await foreach (JobEvent _ in client.WatchAsync(jobId, 0, cancellationToken))
        {
            // Only the end matters.
        }

        return await client.GetResultAsync(jobId, cancellationToken);
    }

    /// <summary>Writes <c>events.jsonl</c> of a job that has ended.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="destination">Where to write.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteEventsAsync(this IStarlingClient client, string jobId, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(destination);
        await foreach (JobEvent item in client.WatchAsync(jobId, 0, cancellationToken))
            await destination.WriteAsync(Utf8.GetBytes(JsonSerializer.Serialize(item, ResultJson.Line) + "\n"), cancellationToken);
    }

    /// <summary>Writes <c>metrics.csv</c> of a job that has ended.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="destination">Where to write.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteMetricsAsync(this IStarlingClient client, string jobId, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        IReadOnlyList<MetricRow> rows = await client.GetMetricsAsync(jobId, cancellationToken);
        await destination.WriteAsync(Utf8.GetBytes(MetricsCsv.Header + "\n"), cancellationToken);
        foreach (MetricRow row in rows)
            await destination.WriteAsync(Utf8.GetBytes(MetricsCsv.Row(row) + "\n"), cancellationToken);
    }

    /// <summary>Writes <c>report.html</c> of a job that has ended.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="destination">Where to write.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteReportAsync(this IStarlingClient client, string jobId, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        JobStatus status = await client.GetStatusAsync(jobId, cancellationToken);
        JobSpec spec = await client.GetSpecAsync(jobId, cancellationToken);
        ImmutableArray<WorkerSummary> workers = await client.GetWorkersAsync(jobId, cancellationToken);
        var digest = new EventDigest();
        var treatment = new TreatmentDigest();
        var history = new MetricHistory();
        await foreach (JobEvent item in client.WatchAsync(jobId, 0, cancellationToken))
        {
            digest.Add(item);
            treatment.Add(item);
            history.Add(item);
        }

        await ReportData.From(ResultDocument.From(spec, status, workers), status, history.Rows, workers, digest, treatment)
            .WritePageAsync(destination, cancellationToken);
    }

    /// <summary>Writes <c>model.safetensors</c>: the newest vectors by name, streamed.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="destination">Where to write.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StarlingException">STAR0401: no such job, or it has no vectors.</exception>
    public static async Task WriteModelAsync(this IStarlingClient client, string jobId, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ModelFile file = await ModelFile.OpenAsync(client, jobId, cancellationToken);
        await using (file)
            await file.WriteAsync(destination, cancellationToken);
    }

    /// <summary>What stands in <c>__metadata__</c> of a job's model.</summary>
    internal static IReadOnlyDictionary<string, string> ModelMetadata(string name, string jobId, string? parametersSha256)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["producer"] = $"starling {ProductVersion.Text}",
            ["job"] = name,
            ["jobId"] = jobId,
        };
        if (parametersSha256 is { } hash)
            metadata["parametersSha256"] = hash;
        return metadata;
    }
}
