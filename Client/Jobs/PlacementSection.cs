using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace Starling.Client.Jobs;

/// <summary>Where a job runs: <c>placement:</c> of a job.</summary>
public sealed record PlacementSection
{
    /// <summary>Labels that a silo must carry to take part.</summary>
    public ImmutableDictionary<string, string> Labels { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>S, the number of parameter shards; 0 chooses by the number of parameters.</summary>
    [Range(0, 65_536)]
    public int Shards { get; init; }

    /// <summary>Jobs of higher priority are admitted first.</summary>
    [Range(-100, 100)]
    public int Priority { get; init; }
}
