namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of the mean around the median, which has none but f: <c>rule: meamed</c>.</summary>
public sealed record MeamedOptions : AggregationOptions
{
    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new CoordinateWise(CoordinateRule.MeanAroundMedian);
}
