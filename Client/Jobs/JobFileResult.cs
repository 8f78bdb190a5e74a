using Starling.Algorithms.Options;
using Starling.GrainInterfaces;

namespace Starling.Client.Jobs;

/// <summary>What a job file came to: a job, or everything that is wrong with it.</summary>
public sealed record JobFileResult
{
    private readonly OptionsNode root;

    internal JobFileResult(OptionsNode root, JobDefinition? definition, IReadOnlyList<LocatedIssue> issues)
    {
        this.root = root;
        Definition = definition;
        Issues = issues;
        Spec = definition?.ToSpec();
    }

    /// <summary>What is submitted; null where there are issues.</summary>
    public JobSpec? Spec { get; }

    /// <summary>The job with every field resolved; null where there are issues.</summary>
    public JobDefinition? Definition { get; }

    /// <summary>Everything that is wrong, in the order of the file, overrides last. Each prints as one line.</summary>
    public IReadOnlyList<LocatedIssue> Issues { get; }

    /// <summary>Gives an issue that was found later its place in the file.</summary>
    public LocatedIssue Locate(OptionIssue issue) => new(issue.Error, issue.Path, issue.Message, root.Locate(issue.Path));
}
