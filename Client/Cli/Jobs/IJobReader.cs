using Starling.Algorithms.Data;

namespace Starling.Cli.Jobs;

/// <summary>Reads and checks job files.</summary>
internal interface IJobReader
{
    /// <summary>Reads a job file, applies overrides, checks everything that can be checked before a run.</summary>
    JobReading Read(JobRequest request);

    /// <summary>The JSON Schema of the job file.</summary>
    string Schema();
}

/// <summary>Which job is read.</summary>
/// <param name="Path">The file, YAML or JSON.</param>
/// <param name="Overrides"><c>path=value</c>, in the order given.</param>
/// <param name="DataFolder">Where data are looked for first.</param>
/// <param name="Downloads">Told how far downloads of missing public data are; null where nothing may be downloaded.</param>
/// <param name="RunsElsewhere">
/// Whether a cluster with data folders of its own runs the job: what is wrong with files here is then no mistake of the job.
/// </param>
internal sealed record JobRequest(
    string Path, IReadOnlyList<string> Overrides, string? DataFolder, IProgress<DownloadProgress>? Downloads, bool RunsElsewhere = false);
