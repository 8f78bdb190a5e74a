using Starling.Algorithms.Errors;
using Starling.Client.Http;
using Starling.Client.Jobs;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Api;

/// <summary>A specification as the job file that would give it.</summary>
internal static class JobText
{
    /// <summary>As JSON.</summary>
    public static string Json(JobSpec spec) => JobSpecFile.ToJson(spec).ToJsonString(ResultJson.Document);

    /// <summary>As YAML.</summary>
    public static string Yaml(JobSpec spec)
    {
        JobFileResult file = JobFile.Parse(JobSpecFile.ToJson(spec).ToJsonString(), "job.json");
        return file.Definition?.ToYaml()
            ?? throw new StarlingException(ErrorCatalog.ServerFault, $"The job was submitted by another version and cannot be read: {file.Issues[0]}");
    }
}
