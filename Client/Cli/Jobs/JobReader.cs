using Starling.Algorithms.Data;
using Starling.Algorithms.Errors;
using Starling.Algorithms.Options;
using Starling.Client.Jobs;

namespace Starling.Cli.Jobs;

/// <summary>Reads job files from the disk.</summary>
internal sealed class JobReader : IJobReader
{
    /// <inheritdoc/>
    public JobReading Read(JobRequest request)
    {
        JobFileResult file = JobFile.Read(request.Path, request.Overrides);
        if (file.Spec is not { } spec || file.Definition is not { } definition)
            return JobReading.Refused(file.Issues);

        using var downloads = DataFolders.Open(request.DataFolder, request.Downloads);
        IReadOnlyList<LocatedIssue> issues = JobPreflight.Check(file, downloads.Locator);
        string yaml = definition.ToYaml();
        if (issues.Count == 0)
            return new JobReading(spec, yaml, [], []);

        if (request.RunsElsewhere && definition.DataSet() is not (null or SyntheticDataOptions) && issues.All(issue => issue.Path is "data" or "problem"))
            return new JobReading(spec, yaml, [], []);

        // Without leave to download, a public set that is nowhere is no mistake of the file: a run will fetch it.
        return request.Downloads is null && issues.All(issue => IsFetchable(issue, definition.DataSet()))
            ? new JobReading(spec, yaml, [], [.. issues.Select(issue => $"A run will fetch the data first. {issue.Message}")])
            : JobReading.Refused(issues);
    }

    /// <inheritdoc/>
    public string Schema() => JobSchema.Generate();

    private static bool IsFetchable(LocatedIssue issue, DataOptions? data) =>
        issue.Error == ErrorCatalog.DataMissing
        && data is not null
        && DataTable.All.KindOf(data) is var kind
        && KnownDatasets.All.Any(known => known.Name == kind);
}
