using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Topology;
using Starling.Cli.Jobs;
using Starling.Client.Jobs;

namespace Starling.Cli.Topologies;

/// <summary>A graph as it was typed: the <c>topology.graph</c> of a job, with the same names and messages.</summary>
internal static class TopologyParts
{
    private const string Kind = "kind";

    private static readonly PartTables Tables = new(TopologyTable.Graphs);

    /// <summary>Reads it.</summary>
    /// <param name="graph">A name, or <c>{kind: grid, rows: 2}</c>.</param>
    /// <param name="settings">Parameters, each <c>name=value</c>.</param>
    /// <param name="nodes">n.</param>
    /// <param name="problems">Everything that is wrong.</param>
    /// <returns>Null where something is.</returns>
    public static TopologyOptions? Read(string graph, IReadOnlyList<string> settings, int nodes, out IReadOnlyList<JobProblem> problems)
    {
        var unreadable = new List<JobProblem>();
        OptionsNode part = Node("--graph", graph, unreadable);
        foreach (string setting in settings)
            part = Set(part, setting, unreadable);
        problems = unreadable;
        if (unreadable.Count > 0)
            return null;

        OptionsBinding<Choice> binding = OptionsBinder.Bind<Choice>(
            new OptionsMap([new OptionsField("graph", part)]), Tables);
        problems = [.. binding.Issues.Select(issue => new JobProblem(issue.Error.Code, "", $"--{issue.Path}", issue.Message))];
        if (binding.Value is not { } choice)
            return null;
        if (choice.Graph.Refuse(nodes) is not { } refusal)
            return choice.Graph;
        problems = [new JobProblem(refusal.Error.Code, "", refusal.Path.Length == 0 ? "--nodes" : $"--graph.{refusal.Path}", refusal.Message)];
        return null;
    }

    /// <summary>A graph as it stands in a job, with all its parameters.</summary>
    public static JsonNode Write(TopologyOptions options)
    {
        OptionsMap written = OptionsWriter.Write(new Choice { Graph = options }, Tables);
        return JsonNode.Parse(OptionsJson.Write(written))!["graph"]!.DeepClone();
    }

    private static OptionsNode Set(OptionsNode part, string setting, List<JobProblem> unreadable)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            unreadable.Add(new JobProblem(ErrorCatalog.BadOverride.Code, "", $"--set {setting}", "A parameter of the graph is written name=value."));
            return part;
        }

        OptionsNode value = Node($"--set {setting}", setting[(equals + 1)..], unreadable);
        OptionsMap map = part as OptionsMap ?? new OptionsMap([new OptionsField(Kind, part)]);
        return map.With(new OptionsField(setting[..equals].Trim(), value));
    }

    private static OptionsNode Node(string option, string text, List<JobProblem> unreadable)
    {
        if (OptionsYaml.TryRead(text, (_, _) => default, out OptionsNode? node, out LocatedIssue? issue))
            return node;

        unreadable.Add(new JobProblem(ErrorCatalog.BadOverride.Code, "", option, $"The value cannot be read: {issue.Message}"));
        return new OptionsMap(ImmutableArray<OptionsField>.Empty);
    }

    private sealed record Choice
    {
        /// <summary>The graph.</summary>
        public required TopologyOptions Graph { get; init; }
    }
}
