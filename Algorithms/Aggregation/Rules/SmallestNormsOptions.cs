namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="SmallestNorms"/>, which has none but f: <c>rule: cge</c>.</summary>
public sealed record SmallestNormsOptions : AggregationOptions
{
    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new SmallestNorms();
}
