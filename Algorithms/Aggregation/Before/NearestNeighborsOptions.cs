namespace Starling.Algorithms.Aggregation.Before;

/// <summary>Parameters of <see cref="NearestNeighbors"/>, which has none but f: <c>pre: nnm</c>.</summary>
public sealed record NearestNeighborsOptions : PreAggregationOptions
{
    /// <inheritdoc/>
    public override IPreAggregation Create() => new NearestNeighbors();
}
