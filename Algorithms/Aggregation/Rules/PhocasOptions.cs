namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of Phocas, the mean around the trimmed mean, which has none but f: <c>rule: phocas</c>.</summary>
public sealed record PhocasOptions : AggregationOptions
{
    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new CoordinateWise(CoordinateRule.MeanAroundTrimmedMean);
}
