using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Globalization;

namespace Starling.Client.Results.Comparing;

/// <summary>A field in which the jobs of runs differ.</summary>
/// <param name="Path">The field, <c>algorithm.kind</c>.</param>
/// <param name="Values">Its value a run, as JSON has it, texts without quotes; null where a job has no such field.</param>
public sealed record JobDifference(string Path, ImmutableArray<string?> Values)
{
    /// <summary>Every field in which some jobs differ, in the order of the job files.</summary>
    internal static ImmutableArray<JobDifference> Between(IReadOnlyList<JsonNode?> jobs)
    {
        var paths = new List<string>();
        var fields = new List<Dictionary<string, string>>();
        foreach (JsonNode? job in jobs)
        {
            var flat = new Dictionary<string, string>(StringComparer.Ordinal);
            // A field that only later jobs have stands behind the one that it follows there.
            int place = 0;
            Flatten("", job, (path, value) =>
            {
                flat[path] = value;
                int known = paths.IndexOf(path);
                if (known < 0)
                    paths.Insert(known = place, path);
                place = known + 1;
            });
            fields.Add(flat);
        }

        return [.. paths.Select(path => new JobDifference(path, [.. fields.Select(flat => flat.GetValueOrDefault(path))]))
            .Where(field => field.Values.Distinct(StringComparer.Ordinal).Skip(1).Any())];
    }

    private static void Flatten(string path, JsonNode? node, Action<string, string> found)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } fields:
                foreach ((string name, JsonNode? value) in fields)
                    Flatten(path.Length == 0 ? name : $"{path}.{name}", value, found);
                break;
            case JsonArray { Count: 1 } list when list[0] is JsonObject:
                Flatten(path, list[0], found);
                break;
            case JsonArray list when list.Any(item => item is JsonObject):
                for (int i = 0; i < list.Count; i++)
                    Flatten(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), list[i], found);
                break;
            case JsonValue value when value.TryGetValue(out string? text):
                found(path, text);
                break;
            case not null:
                found(path, node.ToJsonString(ResultJson.Line));
                break;
        }
    }
}
