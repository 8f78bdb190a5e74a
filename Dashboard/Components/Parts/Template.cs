using System.Collections.Immutable;

namespace Starling.Dashboard.Components.Parts;

/// <summary>A job file to start from: those of the folder <c>jobs</c> of the repository.</summary>
/// <param name="Name">Its path without the ending: <c>byzantine/median-label-flip</c>.</param>
/// <param name="Text">Its text.</param>
public sealed record Template(string Name, string Text)
{
    /// <summary>The one that the editor begins with: it needs no files and takes seconds.</summary>
    internal const string First = "quickstart";

    /// <summary>All of them, by name, the first one first.</summary>
    internal static ImmutableArray<Template> All { get; } =
    [
        .. typeof(Template).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("jobs/", StringComparison.Ordinal) && name.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(name => new Template(name["jobs/".Length..^".yaml".Length].Replace('\\', '/'), Read(name)))
            .OrderBy(template => template.Name != First).ThenBy(template => template.Name.Contains('/', StringComparison.Ordinal)).ThenBy(template => template.Name, StringComparer.Ordinal),
    ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Template).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
