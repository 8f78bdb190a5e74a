using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;

namespace Starling.Client.Jobs;

/// <summary>A field set on the command line: <c>--set workers.count=20</c>. The value is written as in YAML.</summary>
internal static class JobOverride
{
    /// <summary>Puts the value in its place, and makes the maps on the way to it.</summary>
    /// <param name="job">The job file.</param>
    /// <param name="assignment">What stood behind <c>--set</c>.</param>
    /// <param name="result">The job with the value.</param>
    /// <param name="issue">Why it cannot be done.</param>
    public static bool TryApply(
        OptionsMap job, string assignment, [NotNullWhen(true)] out OptionsMap? result, [NotNullWhen(false)] out LocatedIssue? issue)
    {
        result = null;
        var mark = new OptionsMark($"--set {assignment}");
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        ImmutableArray<string> path = equals < 0 ? [] : [.. assignment[..equals].Split('.').Select(name => name.Trim())];
        if (path.IsEmpty || path.Contains(string.Empty))
        {
            issue = new LocatedIssue(ErrorCatalog.BadOverride, string.Empty, "An override is written path.to.field=value.", mark);
            return false;
        }

        if (!OptionsYaml.TryRead(assignment[(equals + 1)..], (_, _) => mark, out OptionsNode? value, out issue))
        {
            issue = issue with { Error = ErrorCatalog.BadOverride, Path = string.Join('.', path), Message = $"The value cannot be read: {issue.Message}" };
            return false;
        }

        // A value that is left out is nothing: the default.
        if (value is OptionsMap { Fields.IsEmpty: true } && equals == assignment.TrimEnd().Length - 1)
            value = new OptionsScalar(string.Empty, Quoted: false, mark);

        try
        {
            result = Set(job, path.AsSpan(), value, mark);
            issue = null;
            return true;
        }
        catch (InvalidOperationException exception)
        {
            issue = new LocatedIssue(ErrorCatalog.BadOverride, string.Join('.', path), exception.Message, mark);
            return false;
        }
    }

    private static OptionsMap Set(OptionsMap map, ReadOnlySpan<string> path, OptionsNode value, OptionsMark mark)
    {
        string name = path[0];
        OptionsNode? old = map.Find(name)?.Value;
        OptionsNode next = path.Length == 1 ? value : Set(AsMap(old, name, mark), path[1..], value, mark);
        return map.With(new OptionsField(name, next, mark));
    }

    private static OptionsMap AsMap(OptionsNode? node, string name, OptionsMark mark) => node switch
    {
        null or OptionsScalar { IsNull: true } => new OptionsMap([], mark),
        OptionsMap map => map,

        // A part may be written as its bare kind; its parameters can still be set.
        OptionsScalar kind => new OptionsMap([new OptionsField("kind", kind, kind.Mark)], kind.Mark),
        _ => throw new InvalidOperationException($"'{name}' is a list and has no fields; give the whole list: {name}=[...]."),
    };
}
