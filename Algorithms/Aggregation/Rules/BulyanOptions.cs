namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="Bulyan"/>, which has none but f: <c>rule: bulyan</c>.</summary>
public sealed record BulyanOptions : AggregationOptions
{
    /// <summary>n &gt;= 4 f + 3.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => Math.Max(0, (updateCount - 3) / 4);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new Bulyan();
}
