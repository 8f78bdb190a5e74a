using System.Collections.Immutable;
using System.Text.Json;
using Starling.Client.Results.Report;
using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>
/// Fills a result folder: events and metrics line by line while the job runs, so that a crash keeps what was; the other files
/// whole, when it has ended.
/// </summary>
public sealed class ResultRecorder : IDisposable
{
    private readonly LineFile events;
    private readonly LineFile metrics;
    private readonly EventDigest digest = new();
    private readonly TreatmentDigest treatment = new();
    private readonly List<MetricRow> rows = [];
    // Where each row begins in the file.
    private readonly List<long> places = [];

    /// <summary>Starts recording into a folder.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0402: the folder cannot be written.</exception>
    public ResultRecorder(ResultFolder folder)
    {
        Folder = folder;
        events = new LineFile(folder.Events);
        metrics = new LineFile(folder.Metrics);
        metrics.Append(MetricsCsv.Header);
    }

    /// <summary>The folder.</summary>
    public ResultFolder Folder { get; }

    /// <summary>
    /// Takes an event, in the order of its sequence. Where a job went back to a checkpoint, the rows of later rounds are taken
    /// back: they are measured again, so that every round has one row. The events all stay.
    /// </summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0402: the folder can no longer be written.</exception>
    public void Record(JobEvent item)
    {
        events.Append(JsonSerializer.Serialize(item, ResultJson.Line));
        digest.Add(item);
        treatment.Add(item);
        if (item is { Kind: JobEventKinds.RolledBack or JobEventKinds.Recovered, Round: { } version })
            TakeBackAfter(version);
        if (item is not { Kind: JobEventKinds.Evaluated, Metrics: { } row })
            return;

        // Measured again without a word about going back: that event was lost with the coordinator that went away.
        TakeBackAfter(row.Round - 1);
        places.Add(metrics.Length);
        metrics.Append(MetricsCsv.Row(row));
        rows.Add(row);
    }

    /// <summary>
    /// Writes <c>result.json</c>, <c>report.html</c> and, where the job came as far as having vectors,
    /// <c>model.safetensors</c>.
    /// </summary>
    /// <param name="client">The cluster that ran the job.</param>
    /// <param name="jobId">The job; it has ended.</param>
    /// <param name="cancellationToken">Gives up; files that were not finished are not there.</param>
    /// <returns>What <c>result.json</c> says.</returns>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR0402: the folder can no longer be written.</exception>
    public async Task<ResultDocument> CompleteAsync(
        IStarlingClient client, string jobId, CancellationToken cancellationToken = default)
    {
        JobStatus status = await client.GetStatusAsync(jobId, cancellationToken);
        JobSpec spec = await client.GetSpecAsync(jobId, cancellationToken);
        ImmutableArray<WorkerSummary> workers = await client.GetWorkersAsync(jobId, cancellationToken);

        // Smallest first: when the disk fills up, the model is what is missing.
        ResultDocument document = ResultDocument.From(spec, status, workers);
        await ResultFile.WriteAsync(Folder.Result, document.WriteAsync, cancellationToken);

        ReportData report = ReportData.From(document, status, rows, workers, digest, treatment);
        await ResultFile.WriteAsync(Folder.Report, report.WritePageAsync, cancellationToken);

        if (status.Dimension > 0)
            await WriteModelAsync(client, document, cancellationToken);
        return document;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        events.Dispose();
        metrics.Dispose();
    }

    private void TakeBackAfter(int round)
    {
        int kept = rows.Count;
        while (kept > 0 && rows[kept - 1].Round > round)
            kept--;
        if (kept == rows.Count)
            return;

        metrics.CutTo(places[kept]);
        rows.RemoveRange(kept, rows.Count - kept);
        places.RemoveRange(kept, places.Count - kept);
    }

    private async Task WriteModelAsync(IStarlingClient client, ResultDocument document, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["producer"] = $"starling {document.Version}",
            ["job"] = document.Name,
            ["jobId"] = document.JobId,
        };
        if (document.ParametersSha256 is { } hash)
            metadata["parametersSha256"] = hash;

        ModelStream model = await client.OpenModelAsync(document.JobId, cancellationToken);
        await using (model)
        {
            await ResultFile.WriteAsync(
                Folder.Model, (stream, token) => SafetensorsWriter.WriteAsync(stream, model, metadata, token), cancellationToken);
        }
    }
}
