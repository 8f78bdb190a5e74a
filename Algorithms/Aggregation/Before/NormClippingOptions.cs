using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Aggregation.Before;

/// <summary>Parameters of <see cref="NormClipping"/>: <c>pre: { kind: clipping }</c>.</summary>
public sealed record NormClippingOptions : PreAggregationOptions
{
    /// <summary>c, the greatest length.</summary>
    [Range(0, double.MaxValue)]
    public double C { get; init; } = 2;

    /// <inheritdoc/>
    public override IPreAggregation Create() => new NormClipping(C);
}
