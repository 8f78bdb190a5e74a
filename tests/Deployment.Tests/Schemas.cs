using System.Diagnostics;
using System.Text.Json.Nodes;
using Starling.TestSupport;

namespace Starling.Deployment.Tests;

/// <summary>The published JSON schemas of Kubernetes, from the npm package kubernetes-models, asked by node.</summary>
internal static class Schemas
{
    private static readonly string Folder = Repository.PathOf("artifacts", "kubernetes");

    /// <summary>Whether they are there.</summary>
    public static bool AreInstalled => File.Exists(Path.Combine(Folder, "node_modules", "kubernetes-models", "package.json"));

    /// <summary>What does not follow the schema of its kind, a line a fault.</summary>
    public static string Faults(IEnumerable<JsonObject> items)
    {
        using Process node = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("tests", "Deployment.Tests", "validate-manifests.mjs"), Folder])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        Task<string> errors = node.StandardError.ReadToEndAsync();
        Task<string> faults = node.StandardOutput.ReadToEndAsync();
        node.StandardInput.Write(new JsonArray([.. items.Select(item => item.DeepClone())]).ToJsonString());
        node.StandardInput.Close();
        node.WaitForExit();
        return node.ExitCode is 0 or 1 ? faults.Result.Trim() + errors.Result.Trim() : throw new InvalidOperationException(errors.Result);
    }
}
