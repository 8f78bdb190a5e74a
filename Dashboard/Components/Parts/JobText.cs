using Starling.Client.Jobs;
using Starling.GrainInterfaces;

namespace Starling.Dashboard.Components.Parts;

/// <summary>A submitted job as the text of a job file.</summary>
internal static class JobText
{
    /// <summary>Every field with its value, in YAML; as it was submitted where this version of Starling cannot read it.</summary>
    public static string Of(JobSpec spec)
    {
        JobDefinition? read = JobFile.Parse(spec.Definition, $"{spec.Name}.json").Definition;
        if (read is null)
            return spec.Definition;

        return (read with
        {
            Name = spec.Name,
            Placement = new PlacementSection
            {
                Shards = spec.Shards,
                Priority = spec.Priority,
                Labels = read.Placement.Labels.AddRange(spec.Labels.Select(label => KeyValuePair.Create(label.Name, label.Value))),
            },
            Checkpoint = new CheckpointSection { Every = spec.Checkpoint.Every, Seconds = spec.Checkpoint.Seconds },
        }).ToYaml();
    }
}
