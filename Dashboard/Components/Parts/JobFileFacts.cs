using System.Globalization;
using System.Text.Json.Nodes;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Components.Parts;

/// <summary>A job in a few words: its algorithm, what it solves, its workers. Null where the job has no such part.</summary>
internal sealed record JobFileFacts(string? Algorithm, string? Task, string? Workers)
{
    /// <summary>Reads them from what was submitted.</summary>
    public static JobFileFacts Of(JobSpec? spec)
    {
        if (spec is null || JsonNode.Parse(spec.Definition) is not JsonObject job)
            return new JobFileFacts(null, null, null);

        string? data = Kind(job, "data");
        string? task = Kind(job, "problem") ?? Kind(job, "model");
        string? workers = job["workers"]?["count"] is JsonValue count ? string.Create(CultureInfo.InvariantCulture, $"{count} {(job["topology"] is JsonObject ? "nodes" : "workers")}") : null;
        return new JobFileFacts(Kind(job, "algorithm"), task is not null && data is not null ? $"{task} on {data}" : task, workers);
    }

    private static string? Kind(JsonObject job, string part) => job[part] switch
    {
        JsonObject fields => fields["kind"]?.ToString(),
        JsonValue value => value.ToString(),
        _ => null,
    };
}
