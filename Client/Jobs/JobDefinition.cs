using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Starling.Algorithms.Options;
using Starling.Algorithms.Runs;
using Starling.GrainInterfaces;

namespace Starling.Client.Jobs;

/// <summary>A job file: a run, its name, and what it asks of the cluster.</summary>
public sealed record JobDefinition : RunDefinition
{
    /// <summary>The name of the job and of its result folder; the file's name where the file gives none.</summary>
    [JsonPropertyOrder(-1)]
    [RegularExpression(JobNames.Pattern, ErrorMessage = JobNames.Rule)]
    public required string Name { get; init; }

    /// <summary>Where the job runs. Changes nothing about its result.</summary>
    [JsonPropertyOrder(1)]
    public PlacementSection Placement { get; init; } = new();

    /// <summary>When checkpoints are written. Changes nothing about the result.</summary>
    [JsonPropertyOrder(2)]
    public CheckpointSection Checkpoint { get; init; } = new();

    /// <summary>What is submitted.</summary>
    /// <exception cref="Algorithms.Errors.StarlingException">STAR01xx: one exception with everything that is wrong.</exception>
    public JobSpec ToSpec()
    {
        OptionsBinding<JobDefinition> binding = OptionsBinder.Bind<JobDefinition>(Write(), RunParts.Tables);
        return binding.Value is null
            ? throw LocatedIssue.ToException(binding.Issues)
            : new JobSpec
            {
                Name = Name,
                Definition = ToJson(),
                Shards = Placement.Shards,
                Priority = Placement.Priority,
                Checkpoint = Checkpoint.ToPolicy(),
                Labels = [.. Placement.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => new SiloLabel { Name = label.Key, Value = label.Value })],
            };
    }

    /// <summary>The resolved job, every field with its value, as a job file in YAML.</summary>
    public string ToYaml() => OptionsYaml.Write(Write());

    /// <summary>The resolved job, every field with its value, as a job file in JSON.</summary>
    public string ToJobJson() => OptionsJson.Write(Write(), indented: true);

    private OptionsMap Write() => OptionsWriter.Write(this, RunParts.Tables);
}
