using Starling.Algorithms.Errors;
using Starling.Client.Http;
using Starling.Client.Jobs;
using Starling.Client.Results;
using Starling.GrainInterfaces;

namespace Starling.Dashboard;

/// <summary>A specification as the job file that would give it.</summary>
internal static class JobText
{
    /// <summary>As JSON.</summary>
    public static string Json(JobSpec spec) => JobSpecFile.ToJson(spec).ToJsonString(ResultJson.Document);

    /// <summary>As YAML.</summary>
    /// <exception cref="StarlingException">STAR0907: this version of Starling cannot read it.</exception>
    public static string Yaml(JobSpec spec)
    {
        JobFileResult file = Read(spec);
        return file.Definition?.ToYaml()
            ?? throw new StarlingException(ErrorCatalog.ServerFault, $"The job was submitted by another version and cannot be read: {file.Issues[0]}");
    }

    /// <summary>As YAML for a person to read; as it was submitted where this version of Starling cannot read it.</summary>
    public static string Of(JobSpec spec) => Read(spec).Definition?.ToYaml() ?? spec.Definition;

    private static JobFileResult Read(JobSpec spec) => JobFile.Parse(JobSpecFile.ToJson(spec).ToJsonString(), $"{spec.Name}.json");
}
