namespace Starling.Algorithms.Aggregation.Before;

/// <summary>Parameters of <see cref="AdaptiveClipping"/>, which has none but f: <c>pre: arc</c>.</summary>
public sealed record AdaptiveClippingOptions : PreAggregationOptions
{
    /// <inheritdoc/>
    public override IPreAggregation Create() => new AdaptiveClipping();
}
