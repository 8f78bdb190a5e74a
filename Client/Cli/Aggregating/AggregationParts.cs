using System.Collections.Immutable;
using System.Globalization;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Algorithms.Runs;
using Starling.Cli.Jobs;
using Starling.Client.Jobs;

namespace Starling.Cli.Aggregating;

/// <summary>A rule and what stands before it, as they were typed: the <c>aggregation</c> of a job, with the same names and messages.</summary>
internal static class AggregationParts
{
    /// <summary>Reads them.</summary>
    /// <param name="rule">A name, or <c>{kind: multi-krum, q: 3}</c>.</param>
    /// <param name="pre">The same of each step before the rule, the first one first.</param>
    /// <param name="byzantine">f.</param>
    /// <param name="problems">Everything that is wrong with them.</param>
    /// <returns>Null where something is.</returns>
    public static AggregationSection? Read(string rule, IReadOnlyList<string> pre, int byzantine, out IReadOnlyList<JobProblem> problems)
    {
        var unreadable = new List<LocatedIssue>();
        var section = new OptionsMap(
        [
            new OptionsField("rule", Node("rule", rule, unreadable)),
            new OptionsField("pre", new OptionsList([.. pre.Select(step => Node("pre", step, unreadable))])),
            new OptionsField("byzantine", new OptionsScalar(byzantine.ToString(CultureInfo.InvariantCulture), Quoted: false)),
        ]);
        OptionsBinding<AggregationSection>? binding = unreadable.Count == 0 ? OptionsBinder.Bind<AggregationSection>(section, RunParts.Tables) : null;
        problems = [.. (binding?.Issues ?? unreadable).Select(issue => new JobProblem(issue.Error.Code, "", $"--{issue.Path}", issue.Message))];
        return binding?.Value;
    }

    /// <summary>The names of the steps and the rule: <c>nnm, trimmed-mean</c>.</summary>
    public static string NameOf(AggregationSection section) => string.Join(", ", section.Pre.Cast<object>().Append(section.Rule)
        .Select(part => RunParts.Tables.TryKindOf(part, out string? kind) ? kind : part.GetType().Name));

    private static OptionsNode Node(string option, string text, List<LocatedIssue> unreadable)
    {
        if (OptionsYaml.TryRead(text, (_, _) => default, out OptionsNode? node, out LocatedIssue? issue))
            return node;

        unreadable.Add(issue with { Error = ErrorCatalog.BadOverride, Path = option, Message = $"The value cannot be read: {issue.Message}" });
        return new OptionsMap(ImmutableArray<OptionsField>.Empty);
    }
}
