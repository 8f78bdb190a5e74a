using System.Text.Json.Nodes;

namespace Starling.Deployment.Tests;

/// <summary>Short ways into the objects of Kubernetes.</summary>
internal static class ManifestNodes
{
    public static string Kind(this JsonObject item) => item["kind"]!.GetValue<string>();

    public static string Name(this JsonObject item) => item["metadata"]!["name"]!.GetValue<string>();

    /// <summary>What a person calls it: <c>Service starling-gateway</c>.</summary>
    public static string Called(this JsonObject item) => $"{item.Kind()} {item.Name()}";

    public static IEnumerable<JsonObject> Of(this IEnumerable<JsonObject> items, params string[] kinds) => items.Where(item => kinds.Contains(item.Kind()));

    public static JsonObject Get(this IEnumerable<JsonObject> items, string kind, string name) => items.Single(item => item.Kind() == kind && item.Name() == name);

    /// <summary>The objects of a list; none where there is no such list.</summary>
    public static IEnumerable<JsonObject> Items(this JsonNode? list) => (list as JsonArray ?? []).Select(item => item!.AsObject());

    public static JsonObject Pod(this JsonObject workload) => workload["spec"]!["template"]!["spec"]!.AsObject();

    public static JsonObject Labels(this JsonObject workload) => workload["spec"]!["template"]!["metadata"]!["labels"]!.AsObject();

    public static IEnumerable<JsonObject> Containers(this JsonObject workload) => workload.Pod()["containers"].Items();

    public static string? Text(this JsonNode? node) => node?.ToString();

    /// <summary>Whether labels have all that a selector asks for.</summary>
    public static bool Match(this JsonObject labels, JsonNode? selector) =>
        selector is JsonObject { Count: > 0 } wanted && wanted.All(pair => labels[pair.Key].Text() == pair.Value.Text());

    /// <summary>The environment of a container, as the node of the cluster makes it of maps of settings and of fields of the pod.</summary>
    public static Dictionary<string, string> Environment(this JsonObject container, IReadOnlyList<JsonObject> items, Func<string, string> field)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (JsonObject from in container["envFrom"].Items())
        {
            if (items.FirstOrDefault(item => item.Kind() == "ConfigMap" && item.Name() == from["configMapRef"]?["name"].Text()) is { } map)
            {
                foreach ((string key, JsonNode? value) in map["data"]!.AsObject())
                    environment[key] = value.Text()!;
            }
        }

        foreach (JsonObject variable in container["env"].Items())
        {
            string? value = variable["value"].Text() ?? (variable["valueFrom"]?["fieldRef"]?["fieldPath"].Text() is { } path ? field(path) : null);
            if (value is not null)
                environment[variable["name"].Text()!] = value;
        }

        return environment;
    }
}
