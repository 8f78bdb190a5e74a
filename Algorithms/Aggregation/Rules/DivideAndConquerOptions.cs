using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="DivideAndConquer"/>: <c>rule: dnc</c>.</summary>
public sealed record DivideAndConquerOptions : AggregationOptions
{
    /// <summary>c, how many updates are removed for every Byzantine one.</summary>
    [Range(0, 1000, MinimumIsExclusive = true)]
    public double C { get; init; } = 1;

    /// <summary>The largest f with 2 f &lt; n and c f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) =>
        Math.Min(FewerThanHalf(updateCount), (int)Math.Max(0, Math.Ceiling(updateCount / C) - 1));

    /// <inheritdoc/>
    public override IAggregationRule Create() => new DivideAndConquer(C);
}
