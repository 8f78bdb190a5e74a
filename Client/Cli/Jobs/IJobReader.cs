using Starling.GrainInterfaces;

namespace Starling.Cli.Jobs;

/// <summary>Reads and checks job files.</summary>
internal interface IJobReader
{
    /// <summary>Reads a job file, applies overrides, checks everything that can be checked before a run.</summary>
    /// <param name="path">The file, YAML or JSON.</param>
    /// <param name="overrides"><c>path=value</c>, in the order given.</param>
    /// <param name="dataFolder">Where data are looked for first.</param>
    JobReading Read(string path, IReadOnlyList<string> overrides, string? dataFolder);

    /// <summary>The JSON Schema of the job file.</summary>
    string Schema();
}

/// <summary>What reading a job file gave.</summary>
/// <param name="Spec">The job; null where there are problems.</param>
/// <param name="Problems">All that is wrong with the file.</param>
internal sealed record JobReading(JobSpec? Spec, IReadOnlyList<JobProblem> Problems);

/// <summary>One thing that is wrong with a job file.</summary>
/// <param name="Code">The number of the error.</param>
/// <param name="Place">File, line and column, as far as they are known: <c>jobs/x.yaml:12:5</c>.</param>
/// <param name="Field">The field: <c>data.partition.alpha</c>.</param>
/// <param name="Message">One sentence.</param>
internal sealed record JobProblem(string Code, string Place, string Field, string Message)
{
    /// <summary>The problem on one line.</summary>
    public string Line => string.Join(' ', new[] { Code, Place, Message }.Where(part => part.Length > 0));
}
