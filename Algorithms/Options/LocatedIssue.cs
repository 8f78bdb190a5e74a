using Starling.Algorithms.Errors;

namespace Starling.Algorithms.Options;

/// <summary>One thing wrong with some options, and where it was written.</summary>
/// <param name="Error">The entry of the catalogue.</param>
/// <param name="Path">The field, from the root: <c>data.partition.alpha</c>; empty where no field is meant.</param>
/// <param name="Message">What is wrong and what would be valid.</param>
/// <param name="Mark">Where it was written.</param>
public sealed record LocatedIssue(ErrorEntry Error, string Path, string Message, OptionsMark Mark)
{
    /// <summary>As it is printed: <c>jobs/x.yaml:12:5: algorithm.porx: STAR0103: There is no such field; ...</c></summary>
    public override string ToString() =>
        string.Join(": ", new[] { Mark.ToString(), Path, Error.Code, Message }.Where(part => part.Length > 0));

    /// <summary>One exception that says all of it, under the number of the first issue.</summary>
    /// <param name="issues">At least one issue.</param>
    public static StarlingException ToException(IReadOnlyList<LocatedIssue> issues) =>
        new(issues[0].Error, issues.Count == 1
            ? string.Join(": ", new[] { issues[0].Mark.ToString(), issues[0].Path, issues[0].Message }.Where(part => part.Length > 0))
            : $"{issues.Count} problems:{string.Concat(issues.Select(issue => $"\n  {issue}"))}");
}
