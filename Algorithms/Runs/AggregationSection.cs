using System.ComponentModel.DataAnnotations;
using Starling.Algorithms.Aggregation;

namespace Starling.Algorithms.Runs;

/// <summary>How the updates of a round become one: <c>aggregation:</c> of a job.</summary>
public sealed record AggregationSection
{
    /// <summary>The aggregation rule.</summary>
    public AggregationOptions Rule { get; init; } = new MeanOptions();

    /// <summary>f, the number of Byzantine workers that the rule is set up for.</summary>
    [Range(0, 1_000_000)]
    public int Byzantine { get; init; }
}
