using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.GrainInterfaces;

namespace Starling.Client.Results;

/// <summary>The contents of <c>result.json</c>.</summary>
public sealed record ResultDocument
{
    /// <summary>How the job ended: <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required JobPhase Status { get; init; }

    /// <summary>The job's id.</summary>
    public required string JobId { get; init; }

    /// <summary>The job's name.</summary>
    public required string Name { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>The newest evaluation; null where there was none.</summary>
    public MetricRow? FinalMetrics { get; init; }

    /// <summary>
    /// SHA-256, in lower-case hexadecimal, over the little-endian bytes of the final server vectors in declared order.
    /// </summary>
    public string? ParametersSha256 { get; init; }

    /// <summary>P, the number of parameters.</summary>
    public int Parameters { get; init; }

    /// <summary>S, the number of parameter shards.</summary>
    public int Shards { get; init; }

    /// <summary>Sums over the run.</summary>
    public required JobTotals Totals { get; init; }

    /// <summary>Sentences that a person should read.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What another method would have cost, for a person; null where that is not known.</summary>
    public string? Advice { get; init; }

    /// <summary>Workers whose updates the rule mostly left out, or that were refused; the most suspicious first.</summary>
    public ImmutableArray<Suspect> Suspects { get; init; } = [];

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset Submitted { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The version of Starling that wrote it.</summary>
    public required string Version { get; init; }

    /// <summary>The resolved job.</summary>
    public JsonNode? Job { get; init; }

    /// <summary>Makes the document of a job.</summary>
    /// <param name="spec">What was submitted.</param>
    /// <param name="status">The job at its end.</param>
    /// <param name="workers">Its workers.</param>
    public static ResultDocument From(JobSpec spec, JobStatus status, IEnumerable<WorkerSummary> workers) => new()
    {
        Status = status.Phase,
        JobId = status.JobId,
        Name = spec.Name,
        Failure = status.Failure,
        FinalMetrics = status.Latest,
        ParametersSha256 = status.ParametersSha256,
        Parameters = status.Dimension,
        Shards = status.Shards,
        Totals = status.Totals,
        Warnings = status.Warnings.IsDefault ? [] : status.Warnings,
        Advice = status.Advice,
        Suspects = Suspect.Among(workers),
        Submitted = status.Submitted,
        Ended = status.Ended,
        Version = ProductVersion.Text,
        Job = JsonNode.Parse(spec.Definition),
    };

    /// <summary>Writes it as indented JSON.</summary>
    public Task WriteAsync(Stream destination, CancellationToken cancellationToken = default) =>
        JsonSerializer.SerializeAsync(destination, this, ResultJson.Document, cancellationToken);
}
