using Starling.Algorithms.Options;
using Starling.GrainInterfaces;

namespace Starling.Cli.Jobs;

/// <summary>What reading a job file gave.</summary>
/// <param name="Spec">The job; null where there are problems.</param>
/// <param name="Yaml">The resolved job as a job file.</param>
/// <param name="Problems">All that is wrong with the file.</param>
/// <param name="Notes">Sentences that a person should read although nothing is wrong.</param>
internal sealed record JobReading(
    JobSpec? Spec, string Yaml, IReadOnlyList<JobProblem> Problems, IReadOnlyList<string> Notes)
{
    /// <summary>A file with problems.</summary>
    public static JobReading Refused(IEnumerable<LocatedIssue> issues) => new(null, "", [.. issues.Select(JobProblem.From)], []);
}

/// <summary>One thing that is wrong with a job file.</summary>
/// <param name="Code">The number of the error.</param>
/// <param name="Place">File, line and column, or the override: <c>jobs/x.yaml:12:5</c>.</param>
/// <param name="Field">The field: <c>data.partition.alpha</c>; empty where none is meant.</param>
/// <param name="Message">One sentence.</param>
internal sealed record JobProblem(string Code, string Place, string Field, string Message)
{
    /// <summary>The problem on one line, as editors read it: <c>jobs/x.yaml:12:5: algorithm.porx: STAR0103: There is no such ...</c></summary>
    public string Line => string.Join(": ", new[] { Place, Field, Code, Message }.Where(part => part.Length > 0));

    /// <summary>The problem that an issue tells of.</summary>
    public static JobProblem From(LocatedIssue issue) => new(issue.Error.Code, issue.Mark.ToString(), issue.Path, issue.Message);
}
