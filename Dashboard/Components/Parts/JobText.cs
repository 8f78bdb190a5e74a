using Starling.Client.Http;
using Starling.Client.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Components.Parts;

/// <summary>A submitted job as the text of a job file.</summary>
internal static class JobText
{
    /// <summary>Every field with its value, in YAML; as it was submitted where this version of Starling cannot read it.</summary>
    public static string Of(JobSpec spec) =>
        JobFile.Parse(JobSpecFile.ToJson(spec).ToJsonString(), $"{spec.Name}.json").Definition?.ToYaml() ?? spec.Definition;
}
