using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="NearestToTrusted"/>: <c>rule: monna</c>.</summary>
public sealed record NearestToTrustedOptions : AggregationOptions
{
    /// <summary>The number of the worker that is known to be honest, from 0.</summary>
    [Range(0, 1_000_000)]
    public int Trusted { get; init; }

    /// <summary>2 f &lt; n.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => FewerThanHalf(updateCount);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new NearestToTrusted(Trusted);
}
