namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of the coordinate-wise trimmed mean, which has none but f: <c>rule: trimmed-mean</c>.</summary>
public sealed record TrimmedMeanOptions : AggregationOptions
{
    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new CoordinateWise(CoordinateRule.TrimmedMean);
}
