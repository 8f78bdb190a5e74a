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
    private readonly MetricHistory history = new();
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
        int kept = history.Add(item);
        if (kept < places.Count)
        {
            metrics.CutTo(places[kept]);
            places.RemoveRange(kept, places.Count - kept);
        }

        if (history.Rows.Count > places.Count)
        {
            places.Add(metrics.Length);
            metrics.Append(MetricsCsv.Row(history.Rows[^1]));
        }
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

        ReportData report = ReportData.From(document, status, history.Rows, workers, digest, treatment);
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

    private async Task WriteModelAsync(IStarlingClient client, ResultDocument document, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, string> metadata = JobResults.ModelMetadata(document.Name, document.JobId, document.ParametersSha256);
        ModelStream model = await client.OpenModelAsync(document.JobId, cancellationToken);
        await using (model)
        {
            await ResultFile.WriteAsync(
                Folder.Model, (stream, token) => SafetensorsWriter.WriteAsync(stream, model, metadata, token), cancellationToken);
        }
    }
}
