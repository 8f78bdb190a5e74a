using System.Text.Json.Nodes;
using Starling.GrainInterfaces;

namespace Starling.Client.Http;

/// <summary>A specification as a job file: what was submitted can be submitted again.</summary>
public static class JobSpecFile
{
    /// <summary>The job file.</summary>
    /// <param name="spec">What was, or is to be, submitted.</param>
    public static JsonObject ToJson(JobSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var file = new JsonObject { ["name"] = spec.Name };
        foreach ((string field, JsonNode? value) in JsonNode.Parse(spec.Definition)!.AsObject())
        {
            if (field != "name")
                file[field] = value?.DeepClone();
        }

        var labels = new JsonObject();
        foreach (SiloLabel label in spec.Labels)
            labels[label.Name] = label.Value;
        file["placement"] = new JsonObject { ["labels"] = labels, ["shards"] = spec.Shards, ["priority"] = spec.Priority };
        file["checkpoint"] = new JsonObject { ["every"] = spec.Checkpoint.Every, ["seconds"] = spec.Checkpoint.Seconds };
        return file;
    }
}
