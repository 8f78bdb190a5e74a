using System.Collections.Immutable;
using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Client.Jobs;

namespace Starling.Dashboard.Components.Parts;

/// <summary>What is to be said of a text in the editor.</summary>
/// <param name="Job">What was read.</param>
/// <param name="Mistakes">What stands in the way of submitting it, in the order of the text.</param>
/// <param name="Hints">What does not: data that are missing here may be there on the silos.</param>
public sealed record JobDraft(JobFileResult Job, ImmutableArray<LocatedIssue> Mistakes, ImmutableArray<LocatedIssue> Hints)
{
    private const string FileName = "job.yaml";

    /// <summary>Whether it can be submitted.</summary>
    public bool IsSound => Mistakes.IsEmpty && Job.Spec is not null;

    /// <summary>The lines with mistakes, from 1.</summary>
    internal ImmutableHashSet<int> Lines => [.. Mistakes.Select(mistake => mistake.Mark.Line)];

    /// <summary>Reads a text: fields, values and what they ask of each other. Quick enough for every key.</summary>
    internal static JobDraft Read(string text)
    {
        JobFileResult job = JobFile.Parse(text, FileName);
        return new JobDraft(job, [.. job.Issues], []);
    }

    /// <summary>Also loads the data and makes the partition and the model.</summary>
    internal JobDraft CheckData(DataLocator locator)
    {
        if (!IsSound)
            return this;

        IReadOnlyList<LocatedIssue> found = JobPreflight.Check(Job, locator);
        return this with
        {
            Mistakes = [.. found.Where(issue => issue.Error != ErrorCatalog.DataMissing)],
            Hints = [.. found.Where(issue => issue.Error == ErrorCatalog.DataMissing)],
        };
    }
}
