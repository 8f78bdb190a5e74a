using Starling.Algorithms.Aggregation.Gram;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="MinimumDiameter"/>, which has none but f: <c>rule: mda</c>.</summary>
public sealed record MinimumDiameterOptions : AggregationOptions
{
    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override string? Refuse(int updateCount, int byzantine) => Subsets.Refuse(updateCount, byzantine);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new MinimumDiameter();
}
