using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Aggregation.Before;

/// <summary>Parameters of <see cref="Bucketing"/>: <c>pre: { kind: bucketing }</c>.</summary>
public sealed record BucketingOptions : PreAggregationOptions
{
    /// <summary>s, the updates of a bucket.</summary>
    [Range(1, 1_000_000)]
    public int S { get; init; } = 2;

    /// <inheritdoc/>
    public override bool KeepsPlaces => false;

    /// <inheritdoc/>
    public override int CountOf(int updateCount) => (updateCount + S - 1) / S;

    /// <inheritdoc/>
    public override IPreAggregation Create() => new Bucketing(S);
}
