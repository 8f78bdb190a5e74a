using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Starling.GrainInterfaces;

namespace Starling.Client.Http;

/// <summary>An error of the HTTP API: problem details (RFC 9457) with the number of the error.</summary>
public sealed record ApiProblem
{
    /// <summary>The kind: <c>urn:starling:error:STAR0401</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What happened, in general.</summary>
    public required string Title { get; init; }

    /// <summary>The status of HTTP.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong here, in one sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>The number of the error, <c>STAR</c> and four digits.</summary>
    public required string Code { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>Of a job with mistakes: all of them.</summary>
    public ImmutableArray<ApiMistake>? Errors { get; init; }
}

/// <summary>One thing that is wrong with a job.</summary>
public sealed record ApiMistake
{
    /// <summary>The number of the error.</summary>
    public required string Code { get; init; }

    /// <summary>The field, from the root: <c>data.partition.alpha</c>; empty where no field is meant.</summary>
    public required string Path { get; init; }

    /// <summary>The line of the body, from 1; null where lines mean nothing.</summary>
    public int? Line { get; init; }

    /// <summary>The column, from 1; null where columns mean nothing.</summary>
    public int? Column { get; init; }

    /// <summary>What is wrong and what would be valid.</summary>
    public required string Message { get; init; }
}

/// <summary>A page of jobs.</summary>
public sealed record JobPage
{
    /// <summary>The jobs.</summary>
    public required ImmutableArray<JobTicket> Items { get; init; }

    /// <summary>The cursor of the next page; null after the last.</summary>
    public string? Next { get; init; }
}

/// <summary>A job that was accepted.</summary>
public sealed record SubmittedJob
{
    /// <summary>Its id.</summary>
    public required string JobId { get; init; }

    /// <summary>Sentences that a person should read although nothing is wrong.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>What checking a job file gave.</summary>
public sealed record ValidationOutcome
{
    /// <summary>Whether the job can be submitted.</summary>
    public required bool IsValid { get; init; }

    /// <summary>The job with every field resolved; null where it has mistakes.</summary>
    public JsonNode? Job { get; init; }

    /// <summary>The same as YAML.</summary>
    public string? Yaml { get; init; }

    /// <summary>Everything that is wrong.</summary>
    public ImmutableArray<ApiMistake> Errors { get; init; } = [];

    /// <summary>Sentences that a person should read although nothing is wrong.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}

/// <summary>A job: how it is, and what was submitted.</summary>
public sealed record JobDetails
{
    /// <summary>How it is.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>What was submitted.</summary>
    public required JobDescription Spec { get; init; }
}

/// <summary>What was submitted, with the definition as JSON.</summary>
public sealed record JobDescription
{
    /// <summary>The name that the person gave.</summary>
    public required string Name { get; init; }

    /// <summary>The resolved definition of the run.</summary>
    public required JsonElement Definition { get; init; }

    /// <summary>S, the number of parameter shards; 0 lets the job choose.</summary>
    public int Shards { get; init; }

    /// <summary>Labels that the silos of the job must carry.</summary>
    public ImmutableArray<SiloLabel> Labels { get; init; } = [];

    /// <summary>Jobs of higher priority are admitted first.</summary>
    public int Priority { get; init; }

    /// <summary>When the job writes checkpoints.</summary>
    public CheckpointPolicy Checkpoint { get; init; } = new();

    /// <summary>The description of a specification.</summary>
    public static JobDescription Of(JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using JsonDocument definition = JsonDocument.Parse(spec.Definition);
        return new JobDescription
        {
            Name = spec.Name,
            Definition = definition.RootElement.Clone(),
            Shards = spec.Shards,
            Labels = spec.Labels,
            Priority = spec.Priority,
            Checkpoint = spec.Checkpoint,
        };
    }

    /// <summary>The specification that it describes.</summary>
    public JobSpec ToSpec() => new()
    {
        Name = Name,
        Definition = Definition.GetRawText(),
        Shards = Shards,
        Labels = Labels,
        Priority = Priority,
        Checkpoint = Checkpoint,
    };
}

/// <summary>A page of workers.</summary>
public sealed record WorkerPage
{
    /// <summary>The workers, by number.</summary>
    public required ImmutableArray<WorkerSummary> Items { get; init; }

    /// <summary>The cursor of the next page; null after the last.</summary>
    public string? Next { get; init; }

    /// <summary>How many workers there are.</summary>
    public required int Total { get; init; }
}

/// <summary>The evaluations of a job.</summary>
public sealed record MetricList
{
    /// <summary>The rows, by round.</summary>
    public required ImmutableArray<MetricRow> Items { get; init; }
}

/// <summary>A page of events.</summary>
public sealed record EventPage
{
    /// <summary>The events, by sequence.</summary>
    public required ImmutableArray<JobEvent> Items { get; init; }

    /// <summary>The sequence to ask for next; null after the job's last event.</summary>
    public long? Next { get; init; }
}

/// <summary>The result files of a job.</summary>
public sealed record FileList
{
    /// <summary>The files.</summary>
    public required ImmutableArray<FileEntry> Items { get; init; }
}

/// <summary>One result file.</summary>
public sealed record FileEntry
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its media type.</summary>
    public required string MediaType { get; init; }

    /// <summary>Whether it can be fetched: the job has ended, and came as far.</summary>
    public required bool IsAvailable { get; init; }
}

/// <summary>The silos of a cluster.</summary>
public sealed record ClusterView
{
    /// <summary>The silos, by name.</summary>
    public required ImmutableArray<SiloReport> Silos { get; init; }
}

/// <summary>Asks for more rounds.</summary>
public sealed record ExtendRequest
{
    /// <summary>The new <c>stop.rounds</c>.</summary>
    public required int Rounds { get; init; }
}
