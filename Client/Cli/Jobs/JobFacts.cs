using System.Globalization;
using System.Text.Json.Nodes;
using Starling.GrainInterfaces;

namespace Starling.Cli.Jobs;

/// <summary>The few facts of a job that a display names.</summary>
/// <param name="Name">The job's name.</param>
/// <param name="Parts">What it runs, in a few words: algorithm, model, data, workers.</param>
internal sealed record JobFacts(string Name, IReadOnlyList<string> Parts)
{
    /// <summary>Reads the facts from a job's resolved definition; what it does not say is left out.</summary>
    public static JobFacts From(JobSpec spec)
    {
        JsonNode? job = JsonNode.Parse(spec.Definition);
        var parts = new List<string>();
        foreach (string part in (string[])["algorithm", "model", "problem", "data"])
        {
            if (Text(job, part, "kind") is { } kind)
                parts.Add(kind);
        }

        if (Text(job, "workers", "count") is { } count)
            parts.Add($"{count} workers");
        return new JobFacts(spec.Name, parts);
    }

    private static string? Text(JsonNode? job, string part, string field) =>
        job is JsonObject root && root[part] is JsonObject fields && fields[field] is JsonValue value
            ? Convert.ToString(value.GetValueKind() == System.Text.Json.JsonValueKind.String
                ? value.GetValue<string>() : value.ToJsonString(), CultureInfo.InvariantCulture)
            : null;
}
