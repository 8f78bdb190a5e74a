using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Starling.TestSupport;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Starling.Deployment.Tests;

/// <summary>What <c>kubectl kustomize</c> makes of an overlay.</summary>
internal static class Manifests
{
    private static readonly Lazy<string?> Trouble = new(FindTrouble);

    /// <summary>The overlays of the repository.</summary>
    public static IEnumerable<string> Overlays => Directory.GetDirectories(Repository.PathOf("deploy", "k8s", "overlays")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>Why nothing can be rendered here; null where it can.</summary>
    public static string? Missing => Trouble.Value;

    /// <summary>The keys of the secrets that whoever deploys has to make, by name.</summary>
    public static IReadOnlyDictionary<string, string[]> Secrets => Read(File.ReadAllText(Repository.PathOf("deploy", "k8s", "secrets.example.yaml")))
        .ToDictionary(secret => secret.Name(), secret => secret["stringData"]!.AsObject().Select(pair => pair.Key).ToArray(), StringComparer.Ordinal);

    /// <summary>Renders an overlay.</summary>
    public static List<JsonObject> Render(string overlay) => RenderFolder(Repository.PathOf("deploy", "k8s", "overlays", overlay));

    /// <summary>Renders a folder with a <c>kustomization.yaml</c>.</summary>
    public static List<JsonObject> RenderFolder(string folder) => Read(Run("kustomize", folder));

    /// <summary>The documents of a YAML text.</summary>
    public static List<JsonObject> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => (JsonObject)Convert(document.RootNode)!)];
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Scalar(plain.Value!),
        YamlScalarNode text => JsonValue.Create(text.Value!),
        _ => throw new InvalidOperationException(node.ToString()),
    };

    private static JsonNode? Scalar(string text) => text switch
    {
        "null" or "~" or "" => null,
        "true" => true,
        "false" => false,
        _ => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : text,
    };

    // Components and replacements came with Kustomize 4 and 5; a kubectl before 1.27 has an older one.
    private static string? FindTrouble()
    {
        try
        {
            string version = JsonNode.Parse(Run("version", "--client", "-o", "json"))!["kustomizeVersion"]?.GetValue<string>() ?? "v0";
            return int.Parse(version.TrimStart('v').Split('.')[0], CultureInfo.InvariantCulture) >= 5 ? null : $"kubectl has Kustomize {version}; 5 is needed.";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no kubectl on this machine.";
        }
    }

    private static string Run(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"kubectl {string.Join(' ', arguments)}: {errors.Result}");
    }
}
