namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of the coordinate-wise median, which has none: <c>rule: median</c>.</summary>
public sealed record MedianOptions : AggregationOptions
{
    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new CoordinateWise(CoordinateRule.Median);
}
