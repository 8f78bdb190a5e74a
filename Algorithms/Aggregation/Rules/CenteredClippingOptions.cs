using System.ComponentModel.DataAnnotations;

namespace Starling.Algorithms.Aggregation.Rules;

/// <summary>Parameters of <see cref="CenteredClipping"/>: <c>rule: centered-clipping</c>.</summary>
public sealed record CenteredClippingOptions : AggregationOptions
{
    /// <summary>tau, how far from the centre an update counts in full.</summary>
    [Range(0, double.MaxValue, MinimumIsExclusive = true)]
    public double Tau { get; init; } = 100;

    /// <summary>L, the number of steps.</summary>
    [Range(1, 100_000)]
    public int L { get; init; } = 1;

    /// <summary>n - 1: the result is bounded by any one honest update, and L tau about the one before.</summary>
    /// <inheritdoc/>
    public override int MostByzantine(int updateCount) => Math.Max(0, updateCount - 1);

    /// <inheritdoc/>
    public override IAggregationRule Create() => new CenteredClipping(Tau, L);
}
