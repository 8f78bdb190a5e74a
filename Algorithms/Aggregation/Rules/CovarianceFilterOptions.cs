namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="CovarianceFilter"/>, which has none but f: <c>rule: caf</c>.</summary>
public sealed record CovarianceFilterOptions : AggregationOptions
{
    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new CovarianceFilter();
}
