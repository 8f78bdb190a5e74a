using System.Text.Json.Nodes;
using Starling.GrainInterfaces;

namespace Starling.Client.Results.Comparing;

/// <summary>A resolved job in a few words.</summary>
internal static class JobWords
{
    /// <summary>How the run ended.</summary>
    public static string Status(ResultDocument result) => result switch
    {
        { Failure: { } failure } => $"failed, {failure.Code}",
        { Status: JobPhase.Cancelled } => "cancelled",
        { Status: JobPhase.Failed } => "failed",
        _ => "completed",
    };

    /// <summary>The kind of a part; null where the job has no such part.</summary>
    public static string? Kind(JsonNode? job, string part) => (job as JsonObject)?[part] is { } node ? Kind(node) : null;

    /// <summary>The problem, or the model and its data.</summary>
    public static string? Task(JsonNode? job) => Kind(job, "problem") is { } problem
        ? Kind(job, "data") is { } table ? $"{problem} on {table}" : problem
        : Kind(job, "model") is { } model ? Kind(job, "data") is { } data ? $"{model} on {data}" : model : null;

    /// <summary>The compressors of a direction, the first one first: <c>rand-k (k 5)</c>.</summary>
    public static string? Compression(JsonNode? job, string direction)
    {
        if ((job as JsonObject)?["compression"] is not JsonObject section || section[direction] is not { } node)
            return null;
        return node is JsonArray list ? string.Join(", then ", list.OfType<JsonNode>().Select(Describe)) : Describe(node);
    }

    private static string Describe(JsonNode part)
    {
        if (part is not JsonObject fields)
            return Kind(part) ?? part.ToJsonString();
        // Switches say little without their documentation; numbers are what people ask for.
        string[] numbers = [.. fields.Where(field => field.Value?.GetValueKind() == System.Text.Json.JsonValueKind.Number)
            .Select(field => $"{field.Key} {field.Value!.ToJsonString()}")];
        string kind = Kind(part) ?? "?";
        return numbers.Length == 0 ? kind : $"{kind} ({string.Join(", ", numbers)})";
    }

    private static string? Kind(JsonNode node) => node switch
    {
        JsonObject fields => fields["kind"] is JsonValue kind && kind.TryGetValue(out string? text) ? text : null,
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => null,
    };
}
